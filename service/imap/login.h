// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/credentials.h"
#include "auth/username.h"
#include "imap/reply.h"
#include "imap/task.h"

#include <QtCore/QByteArray>

namespace digidig::imap {

class Session;

/// What a client calls its user, with the address as accounts have it; what is none stays as it is,
/// and is nobody's.
[[nodiscard]] auth::UserName userNameOf(const QByteArray &user);

/// Logs @p session in by a password, whatever command brought it: checks it, counts failures, and
/// says what the client may know of the outcome. @p authorize is the account to act as, empty: the
/// same; nobody may act as another.
Task<Reply> logInByPassword(
    Session &session, QByteArray user, QByteArray password, QByteArray authorize = {});

/// What every way of logging in ends in: lets in whoever @p outcome has proven, or counts the
/// failure and holds the answer back. @p claimed is whom it was about, as far as that is known.
Task<Reply> endLogin(
    Session &session, core::Result<auth::Entered> outcome, QString claimed, QByteArray authorize);

/// Counts a login that failed; what is said in the end, after holdBack().
[[nodiscard]] Reply refusedLogin(
    Session &session, const QString &claimed, const core::Error &error);
/// Waits as long as wrong credentials are to wait for their answer.
Task<> holdBack(Session &session, QString claimed);

} // namespace digidig::imap
