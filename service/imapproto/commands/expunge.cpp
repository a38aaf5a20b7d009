// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/expunge.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Expunge::parse(Scanner &in, Expunge &out)
{
    return !out.uid || (in.space() && in.sequenceSet(out.uids));
}

} // namespace digidig::imapproto
