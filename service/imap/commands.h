// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/reply.h"
#include "imap/task.h"
#include "imapproto/command.h"

namespace digidig::imap {

class Session;

/// Does what @p command says and returns its tagged response; untagged ones go to Session::out().
/// Each command has its own in commands/, as a specialisation; a command without one does not link.
/// State and syntax have been checked. @p command outlives the task.
template <typename Command>
Task<Reply> run(const Command &command, Session &session);

/// The one that @p command is.
[[nodiscard]] Task<Reply> runAny(const imapproto::Command &command, Session &session);

} // namespace digidig::imap
