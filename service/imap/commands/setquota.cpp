// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"

namespace digidig::imap {

/// Quotas are the administrator's, who sets them over REST.
template <>
Task<Reply> run(const imapproto::SetQuota &, Session &)
{
    co_return no(QStringLiteral("Only an administrator sets quotas"), "NOPERM");
}

} // namespace digidig::imap
