// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Namespace &, Session &session)
{
    // Everybody's own mailboxes; there are no others' and no shared ones.
    session.out().untagged().wire("NAMESPACE ((\"\" \"/\")) NIL NIL").end();
    co_return ok(QStringLiteral("Those are the namespaces"));
}

} // namespace digidig::imap
