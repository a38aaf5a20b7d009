// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/filecontent.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace digidig::rest {

namespace {

core::Error unreadable(int error)
{
    return {error == ENOENT ? core::Errc::NotFound : core::Errc::Unavailable,
        QCoreApplication::translate("rest", "the file cannot be read"),
        QString::fromLocal8Bit(std::strerror(error)), {}};
}

class FileReader final : public mail::ContentReader {
public:
    FileReader(int fd, qint64 size, QByteArray hash)
        : m_fd(fd)
        , m_size(size)
        , m_hash(std::move(hash))
    {
    }
    ~FileReader() override { ::close(m_fd); }
    FileReader(const FileReader &) = delete;
    FileReader &operator=(const FileReader &) = delete;

    [[nodiscard]] qint64 size() const override { return m_size; }
    [[nodiscard]] QByteArray hash() const override { return m_hash; }
    [[nodiscard]] core::Result<QByteArray> read(qint64 offset, qint64 length) override
    {
        QByteArray bytes(std::min(length, m_size - offset), Qt::Uninitialized);
        for (qsizetype done = 0; done < bytes.size();) {
            const ssize_t count =
                ::pread(m_fd, bytes.data() + done, size_t(bytes.size() - done), offset + done);
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                return unreadable(count < 0 ? errno : EIO);
            done += count;
        }
        return bytes;
    }

private:
    const int m_fd;
    const qint64 m_size;
    const QByteArray m_hash;
};

} // namespace

core::Result<std::unique_ptr<mail::ContentReader>> openFile(
    const QString &path, const QByteArray &hash)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return unreadable(errno);
    struct stat status = {};
    if (::fstat(fd, &status) != 0) {
        const int error = errno;
        ::close(fd);
        return unreadable(error);
    }
    return std::unique_ptr<mail::ContentReader>(
        std::make_unique<FileReader>(fd, status.st_size, hash));
}

} // namespace digidig::rest
