// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Unselect &, Session &session)
{
    session.unselect();
    co_return ok(QStringLiteral("Mailbox left"));
}

} // namespace digidig::imap
