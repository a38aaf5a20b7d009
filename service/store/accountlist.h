// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "store/sql.h"

namespace digidig::store {

/// Answers AccountStore::listAccounts() inside a Snapshot. Throws Failure.
[[nodiscard]] mail::AccountListing listAccounts(Connection &db, const mail::AccountQuery &query);

} // namespace digidig::store
