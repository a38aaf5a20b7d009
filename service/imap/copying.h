// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/reply.h"
#include "imap/task.h"
#include "imapproto/sequenceset.h"

#include <QtCore/QString>

namespace digidig::imap {

class Session;

/// COPY and MOVE (RFC 9051 §6.4.7, §6.4.8) of the messages that @p set names to @p mailbox.
Task<Reply> copyMessages(Session &session, const imapproto::SequenceSet &set, bool uid,
    const QString &mailbox, bool move);

} // namespace digidig::imap
