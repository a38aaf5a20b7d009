// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/login.h"
#include "imap/commands.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Login &command, Session &session)
{
    return logInByPassword(session, command.user, command.password);
}

} // namespace digidig::imap
