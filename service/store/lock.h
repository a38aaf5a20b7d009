// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QString>

#include <memory>

namespace digidig::store {

/// Holds a state directory for one service, by an advisory lock that dies with the process.
class DirectoryLock {
public:
    /// Unavailable, with the other's process id, when another service holds @p directory.
    [[nodiscard]] static core::Result<std::unique_ptr<DirectoryLock>> take(
        const QString &directory);
    ~DirectoryLock();
    DirectoryLock(const DirectoryLock &) = delete;
    DirectoryLock &operator=(const DirectoryLock &) = delete;

private:
    explicit DirectoryLock(int fd)
        : m_fd(fd)
    {
    }
    int m_fd;
};

/// Makes @p directory (mode 0700) and an empty `mail.db` in it (mode 0600) where they are missing.
[[nodiscard]] core::Result<void> prepareDirectory(const QString &directory);

} // namespace digidig::store
