// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxaccess.h"
#include "store/derive.h"
#include "store/writer.h"

#include <span>

namespace digidig::store {

/// MailboxAccess::copy(), or a step of a move, of @p uids inside a transaction of the writer's.
/// Throws Failure.
[[nodiscard]] mail::MailboxCopied runCopy(
    Work &work, const mail::MailboxCopy &copy, std::span<const core::Uid> uids);

/// MailboxAccess::appendTo() as the writer needs it: without bytes and trees.
struct AppendToWork {
    struct One {
        std::shared_ptr<const Prepared> prepared;
        mail::Flags flags;
        qint64 receivedMs = 0;
        QString sender;
    };
    core::AccountId account;
    QString mailbox;
    std::vector<One> messages;
    bool storeThere = false;
};
[[nodiscard]] mail::MailboxAppended runAppendTo(Work &work, const AppendToWork &job);

} // namespace digidig::store
