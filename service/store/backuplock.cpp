// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/backuplock.h"

#include "core/clock.h"
#include "core/outfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace digidig::store {

namespace {
/// How long another program is waited for that works on the backups.
constexpr qint64 WaitMs = 5'000;
constexpr useconds_t LookUs = 20'000;
} // namespace

core::Result<std::unique_ptr<BackupLock>> BackupLock::take(const QString &directory, Use use)
{
    const QString path = directory + QStringLiteral("/lock");
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return core::fileError(path, errno);
    std::unique_ptr<BackupLock> lock(new BackupLock(fd));
    const int how = use == Use::Changing ? LOCK_EX : LOCK_SH;
    for (const qint64 until = core::monotonicMs() + WaitMs;; ::usleep(LookUs)) {
        if (::flock(fd, how | LOCK_NB) == 0)
            return lock;
        if (core::monotonicMs() > until)
            break;
    }
    return core::Error{core::Errc::Unavailable,
        QCoreApplication::translate("store", "another program works on the backups in %1")
            .arg(directory),
        {}, "backups_busy"};
}

BackupLock::~BackupLock()
{
    ::close(m_fd);
}

} // namespace digidig::store
