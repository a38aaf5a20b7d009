// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "store/sql.h"

namespace digidig::store {

/// These answer MailStore::count() and MailStore::select() inside a Snapshot. They throw Failure.
[[nodiscard]] mail::MatchCount countMessages(Connection &db, const mail::Filter &filter);
[[nodiscard]] mail::Selected selectMessages(
    Connection &db, const mail::Filter &filter, const mail::Selection &selection);

} // namespace digidig::store
