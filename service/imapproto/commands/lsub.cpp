// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/lsub.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Lsub::parse(Scanner &in, Lsub &out)
{
    return in.space() && in.mailboxReference(out.reference) && in.space()
        && in.mailboxPattern(out.pattern);
}

} // namespace digidig::imapproto
