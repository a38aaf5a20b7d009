// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/delete.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool Delete::parse(Scanner &in, Delete &out)
{
    return in.space() && in.mailbox(out.mailbox);
}

} // namespace digidig::imapproto
