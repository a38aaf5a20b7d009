// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/backups.h"
#include "store/backupnote.h"

namespace digidig::store {

/// mail::Backups of a state directory, as files for their owner alone. What a backup has written is
/// durable before it is listed; one that was cut off leaves nothing that is.
class Backups final : public mail::Backups {
public:
    /// @p stateDir is what is backed up, and may be empty for reading only. @p directory is made by
    /// the first backup.
    Backups(QString stateDir, QString directory);

    core::Result<mail::Backup> create(const Progress &progress) override;
    core::Result<std::vector<mail::Backup>> list() override;
    core::Result<mail::Backup> find(const QString &id) override;
    core::Result<mail::Backup> verify(const QString &id, const Progress &progress) override;
    core::Result<void> remove(const QString &id) override;
    core::Result<std::unique_ptr<mail::OpenBackup>> open(
        const QString &id, const QString &workDir, const Progress &progress) override;

    /// Writes the files of backup @p id into the directory @p target, each byte held against its
    /// hash; only @p only when that is not empty. They are durable when it returns.
    [[nodiscard]] core::Result<void> extract(
        const QString &id, const QString &target, const QString &only, const Progress &progress);

private:
    struct Held;

    /// Backup @p id, which stays as it is meanwhile.
    [[nodiscard]] core::Result<Held> hold(const QString &id);
    /// Gives every block of @p note to @p take, in order; of the file @p only when that is not
    /// empty.
    [[nodiscard]] core::Result<void> walk(const BackupNote &note,
        const std::function<core::Result<void>(const BackupNote::File &, QByteArrayView)> &take,
        const QString &only, const Progress &progress) const;
    /// Removes what no backup that is listed needs.
    void sweep() const;

    const QString m_stateDir;
    const QString m_directory;
};

} // namespace digidig::store
