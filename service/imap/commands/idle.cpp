// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"
#include "imapproto/parser.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Idle &, Session &session)
{
    session.out().continuation("idling");
    session.setState("idling");
    for (;;) {
        co_await session.sync(true);
        const Session::Event event = co_await session.event(true);
        if (event.what == Session::Event::What::Changed)
            continue;
        if (imapproto::isIdleDone(event.line))
            co_return ok(QStringLiteral("Done idling"));
        co_return bad(QStringLiteral("DONE ends it"));
    }
}

} // namespace digidig::imap
