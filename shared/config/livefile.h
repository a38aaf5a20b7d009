// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

namespace digidig::config {

/// What the process keeps of changes made while it runs.
struct LiveState {
    int version = 0; ///< Of the last change.
    QJsonObject values = {}; ///< key → value, in clear.
    /// Oldest first: version, at, who, from, diff (masked), undo (key → value before, null for
    /// none; without secrets).
    QJsonArray history = {};
};

/// Reads `config-live.json` in @p directory; no file is an empty state. A damaged file is renamed,
/// so that it can be looked at, and warned about. A file that cannot be read is an error.
[[nodiscard]] core::Result<LiveState> loadLive(const QString &directory, QStringList *warnings);
/// Writes the file so that after a crash it holds the old state or the new one, mode 0600. Drops
/// the oldest history beyond 200 changes or 4 MiB from @p state.
[[nodiscard]] core::Result<void> saveLive(const QString &directory, LiveState *state);

} // namespace digidig::config
