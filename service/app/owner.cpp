// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/owner.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

#include <cerrno>
#include <cstring>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace digidig::app {

core::Result<void> becomeOwnerOf(const QString &directory)
{
    struct stat facts = {};
    if (::geteuid() != 0 || ::stat(QFile::encodeName(directory).constData(), &facts) != 0 || facts.st_uid == 0)
        return {};
    const passwd *user = ::getpwuid(facts.st_uid);
    const int grouped = user ? ::initgroups(user->pw_name, facts.st_gid) : ::setgroups(0, nullptr);
    // The user last: after that nothing more can be changed.
    if (grouped != 0 || ::setresgid(facts.st_gid, facts.st_gid, facts.st_gid) != 0
        || ::setresuid(facts.st_uid, facts.st_uid, facts.st_uid) != 0) {
        return core::Error{core::Errc::Forbidden,
            QCoreApplication::translate("app", "cannot become the user who owns %1").arg(directory),
            QString::fromLocal8Bit(std::strerror(errno)), {}};
    }
    return {};
}

} // namespace digidig::app
