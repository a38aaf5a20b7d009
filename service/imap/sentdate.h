// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/dates.h"

#include <QtCore/QByteArray>

#include <optional>

namespace digidig::imap {

/// The day that the Date field @p date names, without time and zone, as SENTBEFORE, SENTON and
/// SENTSINCE compare it (RFC 9051 §6.4.4). Takes what is found in mail: obsolete years (RFC 5322
/// §4.3), comments, `Jul 17 02:23:25 1996`, `1996-07-17`. Nothing when it names none.
[[nodiscard]] std::optional<imapproto::Day> writtenDay(QByteArrayView date);

} // namespace digidig::imap
