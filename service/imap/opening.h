// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/reply.h"
#include "imap/task.h"
#include "imapproto/commands/selectparameters.h"

#include <QtCore/QString>

namespace digidig::imap {

class Session;

/// SELECT and EXAMINE (RFC 9051 §6.3.2, §6.3.3), with CONDSTORE and QRESYNC (RFC 7162). Whatever
/// comes of it, the mailbox that was selected before is left.
Task<Reply> openMailbox(
    Session &session, QString name, imapproto::SelectParameters parameters, bool readOnly);

} // namespace digidig::imap
