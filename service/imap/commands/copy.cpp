// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/copying.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Copy &command, Session &session)
{
    return copyMessages(session, command.set, command.uid, command.mailbox, false);
}

} // namespace digidig::imap
