// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/opening.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Select &command, Session &session)
{
    return openMailbox(session, command.mailbox, command.parameters, false);
}

} // namespace digidig::imap
