// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/types.h"

namespace digidig::mail {

/// What a client that follows an account must know of one message: what it is now, or that it is
/// gone.
struct ChangeRow {
    QString id; ///< The message's.
    core::ModSeq modSeq;
    std::optional<Message> message = {}; ///< Without its text; nothing: deleted for good.
};

/// Which part of an account's changes.
struct ChangeQuery {
    core::AccountId account;
    /// The token of an earlier ChangePage; `0`: from nothing on, so that every message is one that
    /// has changed; empty: nothing but the token of now.
    QByteArray since = {};
    int limit = 50;
};

/// Changes in the order of their MODSEQ. Who had the state of `since` has that of `token` with
/// these. Each message is told as it is now, once; a deletion may be told again. A move is a
/// change, no deletion.
struct ChangePage {
    std::vector<ChangeRow> changes = {};
    QByteArray token; ///< URL-safe, opaque.
    bool more = false; ///< There are more changes already; possible with no rows, too.
    qint64 rowsExamined = 0;
};

} // namespace digidig::mail
