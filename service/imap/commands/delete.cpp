// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/mailboxes.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Delete &command, Session &session)
{
    Context &context = session.context();
    const core::AccountId account = session.account();
    auto find = [&] { return mailboxNamed(context, account, command.mailbox); };
    core::Result<mail::Mailbox> mailbox = co_await session.work(find);
    if (!mailbox)
        co_return refusal(mailbox.error());
    auto remove = [&](core::Completion<mail::MailboxesRemoved> done) {
        context.mail.removeMailbox({account, mailbox->publicId}, std::move(done));
    };
    core::Result<mail::MailboxesRemoved> removed =
        co_await session.completed<mail::MailboxesRemoved>(remove);
    if (!removed)
        co_return refusal(removed.error());
    if (session.selected() && session.selected()->view.mailbox().id == mailbox->id) {
        session.unselect();
        session.out().status(imapproto::Condition::Ok, "CLOSED", u"It was the selected one");
    }
    co_return ok(QStringLiteral("Mailbox deleted"));
}

} // namespace digidig::imap
