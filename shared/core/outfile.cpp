// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/outfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace digidig::core {

namespace {
constexpr qsizetype BufferSize = 256 * 1024;
}

Error fileError(const QString &path, int error)
{
    const QString why = QString::fromLocal8Bit(std::strerror(error));
    if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
        return {Errc::StoreFull,
            QCoreApplication::translate("core", "no room is left to write %1").arg(path), why,
            "store_full"};
    }
    return {error == EEXIST ? Errc::AlreadyExists : Errc::Unavailable,
        QCoreApplication::translate("core", "cannot write %1: %2").arg(path, why), {}, {}};
}

Result<std::unique_ptr<OutFile>> OutFile::create(const QString &path)
{
    const int fd =
        ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fileError(path, errno);
    return std::unique_ptr<OutFile>(new OutFile(fd, path));
}

OutFile::~OutFile()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<void> OutFile::write(QByteArrayView bytes)
{
    m_buffer.append(bytes);
    return m_buffer.size() < BufferSize ? Result<void>() : flush();
}

Result<void> OutFile::flush()
{
    for (qsizetype done = 0; done < m_buffer.size();) {
        const ssize_t count =
            ::write(m_fd, m_buffer.constData() + done, size_t(m_buffer.size() - done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return fileError(m_path, count < 0 ? errno : EIO);
        done += count;
    }
    m_written += m_buffer.size();
    m_buffer.resize(0);
    return {};
}

Result<void> OutFile::truncate(qint64 size)
{
    if (size >= m_written) {
        m_buffer.truncate(size - m_written);
        return {};
    }
    m_buffer.resize(0);
    if (::ftruncate(m_fd, size) != 0 || ::lseek(m_fd, size, SEEK_SET) < 0)
        return fileError(m_path, errno);
    m_written = size;
    return {};
}

Result<void> OutFile::close()
{
    if (auto flushed = flush(); !flushed)
        return flushed;
    const int fd = std::exchange(m_fd, -1);
    return ::close(fd) == 0 ? Result<void>() : Result<void>(fileError(m_path, errno));
}

Result<void> makeDirectory(const QString &path)
{
    const QString clean = QDir::cleanPath(QDir(path).absolutePath());
    if (QDir(clean).exists())
        return {};
    if (!QDir().mkpath(QFileInfo(clean).path())
        || (::mkdir(QFile::encodeName(clean).constData(), 0700) != 0 && errno != EEXIST))
        return fileError(path, errno != 0 ? errno : EIO);
    return {};
}

Result<void> demandEmpty(const QString &directory)
{
    if (const auto made = makeDirectory(directory); !made)
        return made;
    if (!QDir(directory).isEmpty(
            QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)) {
        return Error{Errc::AlreadyExists,
            QCoreApplication::translate("core", "%1 is not empty").arg(directory), {}, "not_empty"};
    }
    return {};
}

Result<void> syncTree(const QString &directory)
{
    const int fd = ::open(QFile::encodeName(directory).constData(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return fileError(directory, errno);
    const bool synced = ::syncfs(fd) == 0;
    const int error = errno;
    ::close(fd);
    return synced ? Result<void>() : Result<void>(fileError(directory, error));
}

} // namespace digidig::core
