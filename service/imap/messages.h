// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/positions.h"
#include "imap/selected.h"
#include "imapproto/writer.h"

#include <optional>
#include <vector>

namespace digidig::imap {

/// The messages that @p set names, as UIDs or as sequence numbers; UIDs that are not there are left
/// out. Nothing when a sequence number is above the last, which is BAD (RFC 9051 §9).
[[nodiscard]] std::optional<PositionSpans> resolved(
    const Selected &selected, const imapproto::SequenceSet &set, bool uid);

[[nodiscard]] imapproto::NumberRanges rangesOf(const std::vector<core::Uid> &uids);

/// `VANISHED (EARLIER) …` (RFC 7162 §3.2.10), unless there are none.
void writeVanishedEarlier(const imapproto::NumberRanges &uids, imapproto::ResponseWriter &out);

} // namespace digidig::imap
