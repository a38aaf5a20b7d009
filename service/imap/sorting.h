// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/searching.h"
#include "imapproto/commands/sort.h"

namespace digidig::imap {

/// @p found in the order of @p criteria (RFC 5256 §3), texts by i;unicode-casemap; where these are
/// equal, in that of sequence numbers. Blocks and fails like searched().
[[nodiscard]] core::Result<Positions> sorted(Positions found,
    const std::vector<imapproto::Sort::Criterion> &criteria, const mail::MailboxView &view,
    mail::MailboxAccess &access, const std::atomic<bool> &gone);

} // namespace digidig::imap
