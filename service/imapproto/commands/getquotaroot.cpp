// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/getquotaroot.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool GetQuotaRoot::parse(Scanner &in, GetQuotaRoot &out)
{
    return in.space() && in.mailbox(out.mailbox);
}

} // namespace digidig::imapproto
