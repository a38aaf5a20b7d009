// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpcontent.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

namespace digidig::net {

namespace {

/// Large content leaves so much of the disk to everything else, which is looked at so often.
constexpr qint64 LeftFree = 64 * 1024 * 1024;
constexpr qint64 WatchEvery = 8 * 1024 * 1024;

class MemoryBody : public Body {
public:
    explicit MemoryBody(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }
    QByteArrayView bytes() const override { return m_bytes; }

private:
    const QByteArray m_bytes;
};

class MappedBody : public Body {
public:
    MappedBody(void *address, qsizetype size)
        : m_address(address)
        , m_size(size)
    {
    }
    ~MappedBody() override { ::munmap(m_address, size_t(m_size)); }
    Q_DISABLE_COPY_MOVE(MappedBody)
    QByteArrayView bytes() const override { return {static_cast<const char *>(m_address), m_size}; }

private:
    void *const m_address;
    const qsizetype m_size;
};

int openNameless(const QString &directory)
{
    const QByteArray path = QFile::encodeName(directory.isEmpty() ? QDir::tempPath() : directory);
    int file = ::open(path.constData(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        return file;
    // Not every file system can make a file without a name.
    QByteArray name = path + "/.request-XXXXXX";
    file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file >= 0)
        ::unlink(name.constData());
    return file;
}

core::Error ioError(const char *what)
{
    const int number = errno;
    const auto detail =
        QString::fromLatin1(what) + QStringLiteral(": ") + QString::fromLocal8Bit(strerror(number));
    if (number == ENOSPC || number == EDQUOT || number == EFBIG)
        return {core::Errc::StoreFull,
            QCoreApplication::translate("net", ContentBuffer::NoRoom), detail, "store_full"};
    return {core::Errc::Internal, QCoreApplication::translate("net", ContentBuffer::NotKept),
        detail, {}};
}

} // namespace

std::shared_ptr<const Body> memoryBody(QByteArray bytes)
{
    static const std::shared_ptr<const Body> empty = std::make_shared<MemoryBody>(QByteArray());
    return bytes.isEmpty() ? empty : std::make_shared<MemoryBody>(std::move(bytes));
}

ContentBuffer::ContentBuffer(QString directory)
    : m_directory(std::move(directory))
{
}

ContentBuffer::~ContentBuffer()
{
    if (m_file >= 0)
        ::close(m_file);
}

core::Result<void> ContentBuffer::append(QByteArrayView bytes)
{
    m_size += bytes.size();
    if (m_file < 0 && m_size <= MemoryLimit) {
        m_memory.append(bytes);
        return {};
    }
    if (m_file < 0) {
        m_file = openNameless(m_directory);
        if (m_file < 0)
            return ioError("opening a temporary file");
        const auto moved = spool(std::exchange(m_memory, {}));
        if (!moved)
            return moved;
    }
    return spool(bytes);
}

core::Result<void> ContentBuffer::spool(QByteArrayView bytes)
{
    m_unwatched += bytes.size();
    if (m_unwatched >= WatchEvery) {
        m_unwatched = 0;
        struct statvfs disk = {};
        if (::fstatvfs(m_file, &disk) == 0
            && qint64(disk.f_bavail) * qint64(disk.f_frsize) < LeftFree) {
            errno = ENOSPC;
            return ioError("the disk is nearly full");
        }
    }
    while (!bytes.isEmpty()) {
        const ssize_t n = ::write(m_file, bytes.data(), size_t(bytes.size()));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ioError("writing a temporary file");
        bytes = bytes.sliced(n);
    }
    return {};
}

core::Result<std::shared_ptr<const Body>> ContentBuffer::finish()
{
    const qint64 size = std::exchange(m_size, 0);
    if (m_file < 0)
        return memoryBody(std::exchange(m_memory, {}));
    void *address = ::mmap(nullptr, size_t(size), PROT_READ, MAP_PRIVATE, m_file, 0);
    const core::Error failure =
        address == MAP_FAILED ? ioError("mapping a temporary file") : core::Error();
    ::close(std::exchange(m_file, -1)); // the mapping keeps the file
    if (address == MAP_FAILED)
        return failure;
    return std::shared_ptr<const Body>(std::make_shared<MappedBody>(address, size));
}

} // namespace digidig::net
