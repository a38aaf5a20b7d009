// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/mailboxes.h"
#include "imap/mailboxstatus.h"
#include "imap/session.h"

#include <algorithm>

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Status &command, Session &session)
{
    Context &context = session.context();
    const bool modSeq =
        std::find(command.items.begin(), command.items.end(), imapproto::StatusItem::HighestModSeq)
        != command.items.end();
    if (modSeq)
        session.enable(EnabledCondstore); // RFC 7162 §3.1
    const core::AccountId account = session.account();
    imapproto::ResponseWriter out(session.dialect());
    auto read = [&]() -> core::Result<void> {
        const auto mailbox = mailboxNamed(context, account, command.mailbox);
        if (!mailbox)
            return mailbox.error();
        return writeStatus(context, *mailbox, command.items, out);
    };
    const core::Result<void> written = co_await session.work(read);
    if (!written)
        co_return refusal(written.error());
    session.send(out.take());
    co_return ok(QStringLiteral("That is its status"));
}

} // namespace digidig::imap
