// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/lock.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace digidig::store {

namespace {

core::Error cannot(const QString &what, int error)
{
    return {error == ENOSPC || error == EDQUOT ? core::Errc::StoreFull : core::Errc::Unavailable,
        QCoreApplication::translate("store", "cannot open %1: %2")
            .arg(what, QString::fromLocal8Bit(strerror(error))),
        {}, {}};
}

int openFile(const QString &path)
{
    return ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

} // namespace

core::Result<std::unique_ptr<DirectoryLock>> DirectoryLock::take(const QString &directory)
{
    const QString path = directory + QStringLiteral("/lock");
    const int fd = openFile(path);
    if (fd < 0)
        return cannot(path, errno);
    std::unique_ptr<DirectoryLock> lock(new DirectoryLock(fd));
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        char pid[32] = {};
        const ssize_t size = ::pread(fd, pid, sizeof pid - 1, 0);
        return core::Error{core::Errc::Unavailable,
            QCoreApplication::translate("store", "%1 is in use by another service, process %2")
                .arg(directory, QString::fromLatin1(pid, qMax<ssize_t>(size, 0)).trimmed()),
            {}, {}};
    }
    const QByteArray pid = QByteArray::number(qint64(::getpid())) + '\n';
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.constData(), size_t(pid.size()), 0) < 0)
        return cannot(path, errno);
    return lock;
}

DirectoryLock::~DirectoryLock()
{
    ::close(m_fd);
}

core::Result<void> prepareDirectory(const QString &directory)
{
    if (!QDir(directory).exists()) {
        const QString parent = QFileInfo(QDir(directory).absolutePath()).path();
        if (!QDir().mkpath(parent)
            || (::mkdir(QFile::encodeName(directory).constData(), 0700) != 0 && errno != EEXIST))
            return cannot(directory, errno);
    }
    // SQLite would make the file readable for all; the WAL inherits its mode.
    const QString path = directory + QStringLiteral("/mail.db");
    const int fd = openFile(path);
    if (fd < 0)
        return cannot(path, errno);
    ::close(fd);
    return {};
}

} // namespace digidig::store
