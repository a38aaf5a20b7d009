// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/context.h"
#include "imapproto/statusitem.h"
#include "imapproto/writer.h"

#include <vector>

namespace digidig::imap {

/// The STATUS response (RFC 9051 §7.3.3) of @p mailbox, into @p out. Blocks where the counters do
/// not tell: for workers.
[[nodiscard]] core::Result<void> writeStatus(Context &context, const mail::Mailbox &mailbox,
    const std::vector<imapproto::StatusItem> &items, imapproto::ResponseWriter &out);

} // namespace digidig::imap
