// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxaccess.h"
#include "store/sql.h"

#include <span>

namespace digidig::store {

/// MailboxAccess::facts(). Throws Failure.
[[nodiscard]] std::vector<mail::ContentFacts> contentFacts(
    Connection &db, std::span<const core::ContentId> contents, quint32 parts);

} // namespace digidig::store
