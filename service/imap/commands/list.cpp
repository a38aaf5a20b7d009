// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/listing.h"
#include "imap/session.h"

#include <algorithm>

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::List &command, Session &session)
{
    const bool tooLong =
        std::any_of(command.patterns.begin(), command.patterns.end(), [&](const QString &pattern) {
            return command.reference.size() + pattern.size() > MaxPattern;
        });
    if (tooLong)
        co_return no(QStringLiteral("No mailbox has so long a name"), "CANNOT");
    imapproto::ResponseWriter out(session.dialect());
    auto write = [&] { return writeList(session.context(), session.account(), command, out); };
    const core::Result<void> written = co_await session.work(write);
    if (!written)
        co_return refusal(written.error());
    session.send(out.take());
    co_return ok(QStringLiteral("Those are the mailboxes"));
}

} // namespace digidig::imap
