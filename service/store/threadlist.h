// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "store/sql.h"

namespace digidig::store {

// Answer MailStore::threads() and MailStore::thread() inside a Snapshot. They throw Failure.

[[nodiscard]] mail::ThreadListing listThreads(
    Connection &db, const mail::Filter &filter, const mail::ThreadPage &page);
[[nodiscard]] mail::Thread threadById(Connection &db, core::AccountId account, const QString &id);

} // namespace digidig::store
