// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::StartTls &, Session &session)
{
    if (session.stream().isTls())
        co_return bad(QStringLiteral("TLS is on already"));
    if (!session.stream().canStartTls())
        co_return no(QStringLiteral("There is no TLS here"), "UNAVAILABLE");
    session.startTlsAfterReply();
    co_return ok(QStringLiteral("Begin with TLS now"));
}

} // namespace digidig::imap
