// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QtGlobal>

namespace digidig::core {

/// Milliseconds since the Unix epoch, UTC.
[[nodiscard]] qint64 nowMs();
/// Milliseconds of a clock that never goes back; its zero has no meaning.
[[nodiscard]] qint64 monotonicMs();

/// @p ms (Unix, UTC) as RFC 3339 with `Z`; the fraction is written only when it is not zero.
[[nodiscard]] QString rfc3339(qint64 ms);
/// Reads RFC 3339, ISO 8601 without zone (taken as UTC), or a plain date. Returns false on anything else.
[[nodiscard]] bool parseRfc3339(QStringView text, qint64 *ms);

} // namespace digidig::core
