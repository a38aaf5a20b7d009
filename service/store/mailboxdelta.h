// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxaccess.h"
#include "store/sql.h"

namespace digidig::store {

/// MailboxAccess::delta(). Throws Failure.
[[nodiscard]] mail::MailboxDelta mailboxDelta(
    Connection &db, core::MailboxId mailbox, std::optional<core::ModSeq> since);
/// MailboxAccess::vanished(). Throws Failure.
[[nodiscard]] std::optional<std::vector<core::Uid>> vanishedSince(
    Connection &db, core::MailboxId mailbox, core::ModSeq since);

} // namespace digidig::store
