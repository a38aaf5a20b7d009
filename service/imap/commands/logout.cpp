// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Logout &, Session &session)
{
    session.out().status(imapproto::Condition::Bye, {}, u"Good bye");
    session.endAfterReply();
    co_return ok(QStringLiteral("Logged out"));
}

} // namespace digidig::imap
