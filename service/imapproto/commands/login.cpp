// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/login.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Login::parse(Scanner &in, Login &out)
{
    return in.space() && in.astring(out.user) && in.space() && in.astring(out.password);
}

} // namespace digidig::imapproto
