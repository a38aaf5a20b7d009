// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "store/sql.h"

namespace digidig::store {

/// Answers MailStore::changes() inside a Snapshot. Throws Failure.
[[nodiscard]] mail::ChangePage listChanges(Connection &db, const mail::ChangeQuery &query);

} // namespace digidig::store
