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

/// @p text as a tooltip shows it: what looks like HTML would be taken for HTML, whoever wrote it.
[[nodiscard]] QString plainToolTip(const QString &text);

/// @p text with a place to break the line (U+200B) in each run of more than 200 characters without a blank: laying
/// out a word of a megabyte takes minutes. @p run counts on from what came before, when the text comes in pieces.
[[nodiscard]] QString breakable(const QString &text, int *run = nullptr);
/// @p text with its lines cut after @p longest characters, for views that do not wrap.
[[nodiscard]] QString shortLines(const QString &text, int longest = 2'000);

} // namespace digidig::console
