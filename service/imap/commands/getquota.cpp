// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/quota.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::GetQuota &command, Session &session)
{
    if (command.root != QuotaRoot)
        co_return no(QStringLiteral("There is no such quota root"), "NONEXISTENT");
    auto read = [&] { return session.context().accounts.account(session.user()->address); };
    const core::Result<mail::Account> account = co_await session.work(read);
    if (!account)
        co_return refusal(account.error());
    writeQuota(*account, session.out());
    co_return ok(QStringLiteral("That is the quota"));
}

} // namespace digidig::imap
