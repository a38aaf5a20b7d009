// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/copying.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Move &command, Session &session)
{
    return copyMessages(session, command.set, command.uid, command.mailbox, true);
}

} // namespace digidig::imap
