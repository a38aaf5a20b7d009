// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "store/writer.h"

namespace digidig::store {

/// Answers MailStore::deleted() inside a Snapshot. Throws Failure.
[[nodiscard]] mail::DeletedListing listDeleted(
    Connection &db, core::AccountId account, const mail::DeletedQuery &query);

/// Brings back what was deleted, all or nothing; a write of the writer's. Throws Failure.
[[nodiscard]] std::vector<mail::Restored> runRestore(
    Work &work, const mail::Restoration &restoration);

} // namespace digidig::store
