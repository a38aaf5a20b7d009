// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/status.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Status::parse(Scanner &in, Status &out)
{
    return in.space() && in.mailbox(out.mailbox) && in.space() && parseStatusItems(in, out.items);
}

} // namespace digidig::imapproto
