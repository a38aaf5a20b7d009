// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/mailboxes.h"
#include "imap/quota.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::GetQuotaRoot &command, Session &session)
{
    Context &context = session.context();
    auto find = [&] { return mailboxNamed(context, session.account(), command.mailbox); };
    const core::Result<mail::Mailbox> mailbox = co_await session.work(find);
    if (!mailbox)
        co_return refusal(mailbox.error());
    auto read = [&] { return context.accounts.account(session.user()->address); };
    const core::Result<mail::Account> account = co_await session.work(read);
    if (!account)
        co_return refusal(account.error());
    session.out().untagged().atom("QUOTAROOT").mailbox(mailbox->name).string(QuotaRoot).end();
    writeQuota(*account, session.out());
    co_return ok(QStringLiteral("That is the quota"));
}

} // namespace digidig::imap
