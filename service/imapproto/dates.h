// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <optional>

namespace digidig::imapproto {

/// A day of the Gregorian calendar as the number of days since 1970-01-01. The day of a time in
/// milliseconds is `dayOf(ms)`.
using Day = qint32;

/// The day in UTC of @p ms (Unix, milliseconds).
[[nodiscard]] Day dayOf(qint64 ms);

/// `date-text` of RFC 9051 §9, `1-Feb-1994`: day of one or two digits, four digits of a year from 1
/// on; a day that the month does not have is refused.
[[nodiscard]] std::optional<Day> parseDate(QByteArrayView text);

/// The text between the quotes of `date-time` (RFC 9051 §9), ` 7-Feb-1994 22:43:04 -0800`, as
/// milliseconds since the epoch. A leap second counts as the second after it.
[[nodiscard]] std::optional<qint64> parseDateTime(QByteArrayView text);

/// The reverse, always 26 characters and without quotes, in the zone @p offsetMinutes east of UTC
/// (at most a day); years beyond 1 to 9999 are clamped.
[[nodiscard]] QByteArray formatDateTime(qint64 ms, int offsetMinutes = 0);

} // namespace digidig::imapproto
