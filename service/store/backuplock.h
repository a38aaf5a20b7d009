// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <memory>

namespace digidig::store {

/// Holds the directory of backups against other programs, by an advisory lock that dies with the
/// process.
class BackupLock {
public:
    enum class Use { Reading, Changing };

    /// Waits some seconds for others; Unavailable (`backups_busy`) then.
    [[nodiscard]] static core::Result<std::unique_ptr<BackupLock>> take(
        const QString &directory, Use use);
    ~BackupLock();
    BackupLock(const BackupLock &) = delete;
    BackupLock &operator=(const BackupLock &) = delete;

private:
    explicit BackupLock(int fd)
        : m_fd(fd)
    {
    }
    const int m_fd;
};

} // namespace digidig::store
