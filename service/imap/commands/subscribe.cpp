// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Subscribe &command, Session &session)
{
    auto subscribe = [&](core::Completion<void> done) {
        session.context().access.subscribe(
            session.account(), command.mailbox, true, std::move(done));
    };
    core::Result<void> outcome = co_await session.completed<void>(subscribe);
    if (!outcome)
        co_return refusal(outcome.error());
    co_return ok(QStringLiteral("Subscribed"));
}

} // namespace digidig::imap
