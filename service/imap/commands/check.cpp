// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"

namespace digidig::imap {

/// Everything that was acknowledged is on the disk already.
template <>
Task<Reply> run(const imapproto::Check &, Session &)
{
    co_return ok(QStringLiteral("Done"));
}

} // namespace digidig::imap
