// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QDateTime>
#include <QtCore/QString>

namespace digidig::console {

/// @p bytes as people say it, `1.4 MB`; decimal units, in the locale of the program.
[[nodiscard]] QString formatBytes(qint64 bytes);
/// A whole number with the separators of the locale.
[[nodiscard]] QString formatCount(qint64 count);
/// How long something lasts: `5 s`, `3 min`, `2 h 10 min`, `4 d 3 h`.
[[nodiscard]] QString formatDuration(double seconds);
/// @p rfc3339 in local time, shorter the nearer it is to @p now: a time today, a day this year, a date before.
[[nodiscard]] QString formatWhen(const QString &rfc3339, const QDateTime &now = QDateTime::currentDateTime());
/// @p rfc3339 in local time, in full; for tooltips.
[[nodiscard]] QString formatExactly(const QString &rfc3339);
/// @p text for one line of a list: without control characters, line ends, and marks that turn the writing
/// direction (Unicode bidi controls), by which names pretend to be others; cut at @p limit characters.
[[nodiscard]] QString oneLine(const QString &text, qsizetype limit = 500);

} // namespace digidig::console
