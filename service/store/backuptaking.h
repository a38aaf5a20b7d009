// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/backupnote.h"
#include "store/blocks.h"

#include <functional>
#include <optional>

namespace digidig::store {

/// Puts the files of a new backup into blocks; those that the backup before it has at the same
/// place of the same file are not written again.
class BackupTaking {
public:
    /// @p note is completed as the work goes on.
    BackupTaking(QString directory, BackupNote &note, std::optional<BackupNote> before);

    [[nodiscard]] core::Result<void> begin();
    /// @p step is told the bytes done since it was last called; false: cancelled.
    [[nodiscard]] core::Result<void> file(
        const QString &path, const std::function<bool(qint64)> &step);
    /// All blocks are durable when it returns.
    [[nodiscard]] core::Result<void> end();

    /// That of a step() that said no.
    [[nodiscard]] static core::Error cancelled();

private:
    [[nodiscard]] core::Result<void> block(
        const QByteArray &bytes, const std::optional<Block> &old);

    const QString m_directory;
    BackupNote &m_note;
    const std::optional<BackupNote> m_before;
    std::unique_ptr<BlockMap> m_map;
    std::unique_ptr<BlockMap> m_old;
    std::unique_ptr<Pack> m_pack;
};

} // namespace digidig::store
