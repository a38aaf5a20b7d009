// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "store/sql.h"

namespace digidig::store {

/// Answers MailStore::list() inside a Snapshot. Throws Failure.
[[nodiscard]] mail::Listing listMessages(
    Connection &db, const mail::Filter &filter, const mail::Page &page);

/// The statement that listMessages() would walk for a filter without text; for tests of the query
/// plan.
[[nodiscard]] std::string listingSql(
    Connection &db, const mail::Filter &filter, const mail::Page &page);

} // namespace digidig::store
