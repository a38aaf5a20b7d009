// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/examine.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Examine::parse(Scanner &in, Examine &out)
{
    return parseSelect(in, out.mailbox, out.parameters);
}

} // namespace digidig::imapproto
