// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "store/writer.h"

namespace digidig::store {

/// MailboxAccess::recentFrom(). Throws Failure.
[[nodiscard]] core::Uid recentFrom(Connection &db, core::MailboxId mailbox);
/// MailboxAccess::claimRecent(), inside a transaction of the writer's. Writes nothing when nobody
/// could have found anything new. Throws Failure.
[[nodiscard]] core::Uid runClaimRecent(Work &work, core::MailboxId mailbox);

} // namespace digidig::store
