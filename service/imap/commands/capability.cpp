// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/capabilities.h"
#include "imap/commands.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Capability &, Session &session)
{
    session.out().untagged().atom("CAPABILITY");
    const QByteArrayList all = capabilities(session);
    for (const QByteArray &one : all)
        session.out().atom(one);
    session.out().end();
    co_return ok(QStringLiteral("Those are the capabilities"));
}

} // namespace digidig::imap
