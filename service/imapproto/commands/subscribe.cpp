// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/subscribe.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Subscribe::parse(Scanner &in, Subscribe &out)
{
    return in.space() && in.mailbox(out.mailbox);
}

} // namespace digidig::imapproto
