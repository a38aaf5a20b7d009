// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/copy.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Copy::parse(Scanner &in, Copy &out)
{
    return in.space() && in.sequenceSet(out.set) && in.space() && in.mailbox(out.mailbox);
}

} // namespace digidig::imapproto
