// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/move.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Move::parse(Scanner &in, Move &out)
{
    return in.space() && in.sequenceSet(out.set) && in.space() && in.mailbox(out.mailbox);
}

} // namespace digidig::imapproto
