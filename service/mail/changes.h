// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"
#include "mail/flags.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <vector>

namespace digidig::mail {

/// One thing that has happened to mail, as those who listen get to know it. A value that shares its
/// texts, so that telling costs the writer next to nothing.
struct MailEvent {
    enum class What {
        Delivered, ///< A message is new in `mailbox`.
        Flags, ///< A message has other flags.
        Moved, ///< A message went from `fromMailbox` to `mailbox`, where its UID is `uid`.
        Deleted, ///< A message is gone from `mailbox`, where its UID was `uid`.
        Restored, ///< A deleted message is back in `mailbox`, under the UID `uid`.
        MailboxCreated,
        MailboxChanged, ///< Its special use or subscription.
        MailboxRenamed, ///< From `fromMailbox`, and those below it likewise.
        MailboxDeleted, ///< Its messages were told before.
        AccountCreated,
        AccountRemoved, ///< With all its mail.
        Elsewhere, ///< Another program has written; what, is not known.
    };
    What what = What::Elsewhere;
    QString id = {}; ///< The message's public id; empty when it is about no message.
    core::AccountId account = {};
    QString address = {}; ///< The account's.
    QString mailbox = {}; ///< Whole name.
    QString fromMailbox = {};
    core::Uid uid = {};
    core::ModSeq modSeq = {};
    Flags flags = {}; ///< As they are now.
    qint64 size = 0; ///< Of the message, in bytes.
};

/// What a committed group of writes, or another program, has done.
struct Changes {
    QStringList ids =
        {}; ///< Messages of which an earlier answer is out of date; new ones are not named.
    bool everything = false; ///< Any earlier answer may be out of date.
    std::vector<MailEvent> events = {}; ///< In the order in which it happened.
    /// Mailboxes in which anything may be different now: messages, counters, settings. All of them,
    /// once each, except for what another program did.
    std::vector<core::MailboxId> mailboxes = {};
};

} // namespace digidig::mail
