// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace digidig::core {

/// Compares in time that depends on the lengths only, never on the contents.
[[nodiscard]] bool equalConstantTime(QByteArrayView a, QByteArrayView b);

/// A version 7 UUID (RFC 9562): sorts by time, and behind every one that the process made before (a
/// counter stands below the millisecond); unguessable, URL-safe; 36 characters.
[[nodiscard]] QString newUuid();

/// @p text with control characters replaced by spaces, cut at @p limit characters; safe for a log
/// line.
[[nodiscard]] QString forLog(QStringView text, qsizetype limit = 200);
/// The same for UTF-8; quick when @p text is printable ASCII.
[[nodiscard]] QByteArray forLog(const QByteArray &text, qsizetype limit = 200);

} // namespace digidig::core
