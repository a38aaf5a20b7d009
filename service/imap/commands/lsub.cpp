// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/listing.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Lsub &command, Session &session)
{
    const QString pattern = command.reference + command.pattern;
    if (pattern.size() > MaxPattern)
        co_return no(QStringLiteral("No mailbox has so long a name"), "CANNOT");
    imapproto::ResponseWriter out(session.dialect());
    auto write = [&] { return writeLsub(session.context(), session.account(), pattern, out); };
    const core::Result<void> written = co_await session.work(write);
    if (!written)
        co_return refusal(written.error());
    session.send(out.take());
    co_return ok(QStringLiteral("Those are the subscriptions"));
}

} // namespace digidig::imap
