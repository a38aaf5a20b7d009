// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/mailboxes.h"
#include "imap/session.h"

namespace digidig::imap {

/// What lies below follows; of INBOX the messages go, and it stays (RFC 9051 §6.3.6).
template <>
Task<Reply> run(const imapproto::Rename &command, Session &session)
{
    Context &context = session.context();
    const core::AccountId account = session.account();
    auto find = [&] { return mailboxNamed(context, account, command.from); };
    core::Result<mail::Mailbox> mailbox = co_await session.work(find);
    if (!mailbox)
        co_return refusal(mailbox.error());
    auto change = [&](core::Completion<mail::Mailbox> done) {
        context.mail.changeMailbox(
            {.account = account, .id = mailbox->publicId, .name = command.to}, std::move(done));
    };
    core::Result<mail::Mailbox> renamed = co_await session.completed<mail::Mailbox>(change);
    if (!renamed)
        co_return refusal(renamed.error());
    co_return ok(QStringLiteral("Mailbox renamed"));
}

} // namespace digidig::imap
