// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/select.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Select::parse(Scanner &in, Select &out)
{
    return parseSelect(in, out.mailbox, out.parameters);
}

} // namespace digidig::imapproto
