// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QFile>
#include <QtCore/QString>

#include <compare>

#include <sys/stat.h>

namespace digidig::net {

/// What tells one state of a file from another.
struct FileStamp {
    quint64 inode = 0;
    qint64 size = -1; ///< -1: it is not there.
    qint64 modifiedNs = 0;
    auto operator<=>(const FileStamp &) const = default;

    [[nodiscard]] static FileStamp of(const QString &file)
    {
        constexpr qint64 NsPerSecond = 1'000'000'000;
        struct stat status { };
        if (::stat(QFile::encodeName(file).constData(), &status) != 0)
            return {};
        return {quint64(status.st_ino), qint64(status.st_size),
            qint64(status.st_mtim.tv_sec) * NsPerSecond + status.st_mtim.tv_nsec};
    }
};

} // namespace digidig::net
