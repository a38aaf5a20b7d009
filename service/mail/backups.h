// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"

namespace digidig::mail {

/// A state of the whole service, kept.
struct Backup {
    QString id; ///< Sorts by time; safe in a path and in a URL.
    qint64 startedMs = 0; ///< What was acknowledged before is in it.
    qint64 endedMs = 0;
    qint64 bytes = 0; ///< Of the files that it gives back.
    qint64 addedBytes = 0; ///< What it has taken beside the backup before it.
    qint64 accounts = 0;
    qint64 messages = 0;
};

/// A backup that can be read like a store; what reading needs is removed with it.
class OpenBackup {
public:
    virtual ~OpenBackup() = default;
    [[nodiscard]] virtual MailStore &mail() = 0;
    [[nodiscard]] virtual AccountStore &accounts() = 0;
    /// Of the account's own password; empty: it has none, or there is no such account.
    [[nodiscard]] virtual QByteArray passwordHash(const QString &address) = 0;
};

/// The backups in one directory. Blocks on the disk; any thread, several programs. NotFound
/// (`backup_not_found`), Corrupt when a backup is damaged, Unavailable when another program changes
/// the directory, StoreFull.
class Backups {
public:
    /// Gets bytes done and in all; false: give up, with Unavailable.
    using Progress = std::function<bool(qint64 done, qint64 total)>;

    virtual ~Backups() = default;

    /// Keeps the state that the service has in the moment of the call, or a little later: all of
    /// it, in one moment, while the service goes on.
    [[nodiscard]] virtual core::Result<Backup> create(const Progress &progress) = 0;
    /// The oldest first.
    [[nodiscard]] virtual core::Result<std::vector<Backup>> list() = 0;
    /// Empty: the latest.
    [[nodiscard]] virtual core::Result<Backup> find(const QString &id) = 0;
    /// Holds every byte against its hash.
    [[nodiscard]] virtual core::Result<Backup> verify(
        const QString &id, const Progress &progress) = 0;
    /// Also frees what only it needed.
    [[nodiscard]] virtual core::Result<void> remove(const QString &id) = 0;
    /// Unpacks the mail of a backup into a directory of its own below @p workDir.
    [[nodiscard]] virtual core::Result<std::unique_ptr<OpenBackup>> open(
        const QString &id, const QString &workDir, const Progress &progress) = 0;
};

/// Removes all of @p backups but the @p keep newest; 0 keeps all.
[[nodiscard]] core::Result<void> keepNewest(Backups &backups, qint64 keep);

} // namespace digidig::mail
