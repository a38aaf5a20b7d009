// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"

namespace digidig::imap {

/// News of the mailbox come with the end of every command.
template <>
Task<Reply> run(const imapproto::Noop &, Session &)
{
    co_return ok(QStringLiteral("Done"));
}

} // namespace digidig::imap
