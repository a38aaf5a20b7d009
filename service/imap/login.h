// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/reply.h"
#include "imap/task.h"

#include <QtCore/QByteArray>

namespace digidig::imap {

class Session;

/// Logs @p session in by a password, whatever command brought it: checks it, counts failures, and
/// says what the client may know of the outcome. @p authorize is the account to act as, empty: the
/// same; nobody may act as another.
Task<Reply> logInByPassword(
    Session &session, QByteArray user, QByteArray password, QByteArray authorize = {});

} // namespace digidig::imap
