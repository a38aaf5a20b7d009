// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/commands/getquota.h"

#include "imapproto/scanner.h"

namespace digidig::imapproto {

bool GetQuota::parse(Scanner &in, GetQuota &out)
{
    return in.space() && in.astring(out.root);
}

} // namespace digidig::imapproto
