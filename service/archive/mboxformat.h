// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/flags.h"

#include <QtCore/QByteArrayView>

#include <optional>

namespace digidig::archive::mbox {

// An mbox (RFC 4155 and its mboxrd variant): each message stands behind a line `From sender date`
// and is followed by an empty line; a line of the message that begins with `From ` behind any
// number of `>` got one more `>`.

inline constexpr QByteArrayView FromWord("From ");
/// No From_ line is longer, and no header field's name behind it.
inline constexpr qsizetype LongestLine = 1000;

/// Where a From_ line stands.
struct Separator {
    qsizetype at = -1; ///< -1: none so far.
    qsizetype resume = 0; ///< When there is none: where to look again once there is more data.
};

/// The first From_ line at @p from or behind it. It is one when it follows an empty line (or begins
/// the data) and carries a date or is followed by a header field; without the empty line, as
/// careless programs write it, only with both. @p complete: nothing comes behind @p data. Linear
/// time.
[[nodiscard]] Separator findSeparator(QByteArrayView data, qsizetype from, bool complete);

/// The date of a From_ line, `Sat Jan  3 01:05:34 1996`, UTC unless a zone like `+0100` stands
/// before or behind the year. Unix time in milliseconds.
[[nodiscard]] std::optional<qint64> fromLineDate(QByteArrayView line);

/// The message behind the From_ line of @p piece, without the empty line that ends it.
[[nodiscard]] QByteArrayView content(QByteArrayView piece);

/// @p raw with one `>` taken from each line that begins with `>From `, `>>From ` …; nothing when
/// there is none.
[[nodiscard]] std::optional<QByteArray> unquoted(QByteArrayView raw);

/// Adds what `Status` and `X-Status` fields say: `R` seen; `A` answered, `F` flagged, `T` draft,
/// `D` deleted.
void addStatus(QByteArrayView field, QByteArrayView value, mail::Flags *flags);

} // namespace digidig::archive::mbox
