// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxaccess.h"
#include "store/rows.h"
#include "store/writer.h"

namespace digidig::store {

// A mailbox that is made is subscribed to, as MailboxRow::subscribed says; that ends with it. A
// name that was subscribed to by SUBSCRIBE is a row of its own beside that, which stays when the
// mailbox goes, until UNSUBSCRIBE (RFC 9051 §6.3.7), and has a new name when the mailbox has.

/// MailboxAccess::subscriptions(). Throws Failure.
[[nodiscard]] std::vector<mail::Subscription> listSubscriptions(
    Connection &db, core::AccountId account);
/// MailboxAccess::create(), inside a transaction of the writer's. Throws Failure.
[[nodiscard]] MailboxRow runCreateUnsubscribed(
    Work &work, core::AccountId account, const QString &name, const QString &specialUse);
/// MailboxAccess::subscribe(), inside a transaction of the writer's. Throws Failure.
void runSubscribe(Work &work, core::AccountId account, const QString &name, bool subscribed);
/// Keeps the account's row for @p name, or removes it.
void noteSubscription(Work &work, qint64 account, const QString &name, bool subscribed);
/// Takes the row for @p from, if there is one, to @p to.
void renameSubscription(Work &work, qint64 account, const QString &from, const QString &to);

} // namespace digidig::store
