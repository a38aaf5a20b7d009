// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"

namespace digidig::imap {

// Not in the header: a specialisation may not come after the first use.
Task<Reply> runAny(const imapproto::Command &command, Session &session)
{
    return std::visit(
        [&session](const auto &one) -> Task<Reply> { return run(one, session); }, command);
}

} // namespace digidig::imap
