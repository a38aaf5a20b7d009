// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "mail/delivery.h"

namespace digidig::archive {

// What tools that bring mail in prepare before they deliver. All of these block until it is
// durable.

/// The limits of @p config; accounts are never made by a delivery.
[[nodiscard]] mail::DeliveryPolicy toolPolicy(const config::Config &config);

/// The account @p address, which is made without a password when it is missing.
[[nodiscard]] core::Result<mail::Account> ensureAccount(
    mail::AccountStore &accounts, const config::Config &config, const QString &address);

/// Makes the mailbox @p name with its superiors unless it is there.
[[nodiscard]] core::Result<void> ensureMailbox(
    mail::MailStore &store, core::AccountId account, const QString &name);

} // namespace digidig::archive
