// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/rename.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Rename::parse(Scanner &in, Rename &out)
{
    return in.space() && in.mailbox(out.from) && in.space() && in.mailbox(out.to);
}

} // namespace digidig::imapproto
