// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/unsubscribe.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Unsubscribe::parse(Scanner &in, Unsubscribe &out)
{
    return in.space() && in.mailbox(out.mailbox);
}

} // namespace digidig::imapproto
