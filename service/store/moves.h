// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/access.h"
#include "store/writer.h"

namespace digidig::store {

// What happens to single messages inside a write, with every counter; for writes that do it to
// many.

/// Gives the message a new UID in @p target (RFC 6851); its identity stays. Saves both mailboxes,
/// not the message, and tells nobody. The name of the mailbox it leaves.
QString moveTo(Work &work, MessageRow &row, MailboxRow &target, qint64 modSeq);
/// Writes back flags, modSeq and, when it @p moved, where it is.
void saveMessage(Work &work, const MessageRow &row, bool moved);
/// Takes the message out of its mailbox, tells so, and keeps what bringing it back needs, until it is purged.
void removeForGood(Work &work, MessageRow row);
/// Tells what happened to the message, once it is committed.
void tell(Work &work, mail::MailEvent::What what, const MessageRow &row, const AccountRow &account,
    const MailboxRow &mailbox, const QString &fromMailbox = {});

} // namespace digidig::store
