// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/backups.h"

#include <QtCore/QStringList>

namespace digidig::store {

/// The files of the backup @p id in @p directory: what it is, where its blocks are, and those that
/// it was the first to need (blocks.h).
[[nodiscard]] QString backupNote(const QString &directory, const QString &id);
[[nodiscard]] QString backupMap(const QString &directory, const QString &id);
[[nodiscard]] QString backupPack(const QString &directory, const QString &id);
/// Whether @p file is a map or a pack of some backup.
[[nodiscard]] bool isBackupMap(const QString &file);
[[nodiscard]] bool isBackupPack(const QString &file);
/// The backups in @p directory that have a note, the oldest first.
[[nodiscard]] std::vector<QString> backupIds(const QString &directory);

[[nodiscard]] core::Error damagedBackup(const QString &file);

/// What the note of a backup says.
struct BackupNote {
    /// A file that is backed up.
    struct File {
        QString name;
        qint64 size = 0;
        qint64 firstBlock = 0;

        [[nodiscard]] qint64 blocks() const;
    };

    mail::Backup backup;
    QStringList packs; ///< Ids of the backups in whose packs its blocks lie.
    std::vector<File> files;
    QByteArray mapHash;

    void add(const QString &name, qint64 size);
    /// Durable when it returns, but for its name in the directory.
    [[nodiscard]] core::Result<void> write(const QString &directory) const;
    /// NotFound (`backup_not_found`); Corrupt when anything of it has changed since.
    [[nodiscard]] static core::Result<BackupNote> read(const QString &directory, const QString &id);
};

} // namespace digidig::store
