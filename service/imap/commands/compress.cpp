// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"

namespace digidig::imap {

template <>
Task<Reply> run(const imapproto::Compress &, Session &)
{
    co_return no(QStringLiteral("This server does not compress"), "CANNOT");
}

} // namespace digidig::imap
