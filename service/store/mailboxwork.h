// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ports.h"
#include "store/access.h"
#include "store/writer.h"

namespace digidig::store {

// The writes that change the tree of mailboxes, each inside a transaction of the writer's. They
// throw Failure. What touches many messages is done in steps of 1,000, so that other writes come in
// between.

/// NotFound (`mailbox_not_found`) when @p account has none of this id.
[[nodiscard]] MailboxRow mailboxByPublicId(
    Connection &db, core::AccountId account, const QString &id);

/// The mailbox with where it lies: its parent and the number of its children.
[[nodiscard]] mail::Mailbox placed(Connection &db, const MailboxRow &row);
/// The same for all of an account.
void placeAll(std::vector<mail::Mailbox> &all);

[[nodiscard]] MailboxRow runNewMailbox(
    Work &work, core::AccountId account, const QString &name, const QString &specialUse);

/// Messages that follow a mailbox to its new name, because INBOX itself stays (RFC 9051 §6.3.6).
struct InboxMove {
    qint64 account = 0, from = 0, to = 0;
    qint64 uidBefore = 0; ///< What comes later stays in INBOX.
};

struct MailboxChanged {
    MailboxRow mailbox;
    std::optional<InboxMove> rest = {}; ///< To be done by runInboxMove().
};
[[nodiscard]] MailboxChanged runChangeMailbox(Work &work, const mail::MailboxChange &change);
/// A step. In the end the new mailbox, before that nothing.
[[nodiscard]] std::optional<MailboxRow> runInboxMove(Work &work, const InboxMove &move);

struct MailboxRemovalStep {
    mail::MailboxesRemoved removed;
    bool more = false;
};
[[nodiscard]] MailboxRemovalStep runRemoveMailbox(Work &work, const mail::MailboxRemoval &removal);

} // namespace digidig::store
