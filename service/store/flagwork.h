// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxaccess.h"
#include "store/writer.h"

#include <span>

namespace digidig::store {

/// A step of MailboxAccess::storeFlags(), with @p uids of it, inside a transaction of the writer's.
/// Throws Failure.
[[nodiscard]] mail::FlagsStored runStoreFlags(
    Work &work, const mail::FlagStore &store, std::span<const core::Uid> uids);

} // namespace digidig::store
