// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxaccess.h"
#include "store/writer.h"

#include <span>

namespace digidig::store {

/// Of the messages that carry \Deleted, those that @p uids name, or the first 1,000.
struct ExpungeStep {
    mail::MailboxExpunged expunged;
    bool more = false; ///< There may be more; never with `uids`.
};
/// A step of MailboxAccess::expunge(), inside a transaction of the writer's. Throws Failure.
[[nodiscard]] ExpungeStep runExpunge(
    Work &work, core::MailboxId mailbox, const std::optional<std::span<const core::Uid>> &uids);

} // namespace digidig::store
