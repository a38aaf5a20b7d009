// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/task.h"
#include "rest/context.h"

namespace digidig::rest {

// Exports and imports keep their files below the state directory, each job in a directory of its
// own that is called like it: `exports/<job>` with the finished `export.tar`, `imports/<job>` with
// the upload. All of these block on the disk.

inline const QString ExportJob = QStringLiteral("export");
inline const QString ImportJob = QStringLiteral("import");

[[nodiscard]] QString exportDirectory(const Context &context, const QString &job);
/// The finished archive of an export.
[[nodiscard]] QString exportFile(const Context &context, const QString &job);
[[nodiscard]] QString importDirectory(const Context &context, const QString &job);

/// StoreFull (`store_full`) unless the disk has room for @p bytes and still some for new mail.
[[nodiscard]] core::Result<void> demandRoom(const Context &context, qint64 bytes);
/// An error when @p task must stop, or the disk has no room left.
[[nodiscard]] core::Result<void> mayGoOn(const Context &context, const jobs::Task &task);
/// Removes @p directory with all that is in it; what cannot be removed is logged.
void discard(const QString &directory);

/// Removes what @p job, which has finished, leaves behind: everything but a finished export.
void settleTransfer(const Context &context, const jobs::Job &job);
/// Removes the oldest exports of @p account, an address, but for @p kept.
void keepNewestExports(const Context &context, const QString &account, qint64 kept);

/// Directories of exports and imports in which nothing has changed for @p unchangedMs.
[[nodiscard]] QStringList transferDirectories(const Context &context, qint64 unchangedMs);
/// Removes those of @p directories that no job needs any more: expired exports, and what a crash
/// left.
void sweepTransfers(const Context &context, const QStringList &directories);

} // namespace digidig::rest
