// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/reply.h"
#include "imap/searchcondition.h"
#include "imap/searchresponse.h"
#include "imap/task.h"

#include <optional>

namespace digidig::imap {

class Session;

// What SEARCH, SORT and THREAD have in common.

/// Gets @p session ready for @p key: switches CONDSTORE on when it asks for MODSEQ (RFC 7162 §3.1).
/// BAD when it names a sequence number that there is not (RFC 9051 §9 `seq-number`). In an empty
/// mailbox there are none, and still clients search it by `1:*`: nothing is found.
[[nodiscard]] std::optional<Reply> beginSearch(const imapproto::SearchKey &key, Session &session);

/// The selected mailbox as it is now.
[[nodiscard]] SearchScope searchScope(Session &session);

/// What a worker has made of what it found.
struct FoundAnswer {
    QByteArray line; ///< An untagged response; empty: none.
    std::vector<core::Uid> saved; ///< For `$`, ascending.
};

/// The answer to SEARCH, or SORT as @p name says, which found @p positions in that order.
struct FoundRequest {
    const char *name = "SEARCH";
    QByteArray tag;
    bool uid = false;
    bool withModSeq = false;
    imapproto::SearchReturn returns;
};
[[nodiscard]] FoundAnswer answered(
    const FoundRequest &request, const mail::MailboxView &view, const Positions &positions);

/// Tells @p answer, and keeps it as `$` if @p save; after a failure `$` is empty (RFC 5182 §2.1).
Task<Reply> tell(core::Result<FoundAnswer> answer, bool save, Session &session);

/// Tells an untagged response, which may be as long as the mailbox, as the client takes it.
Task<> tellLine(QByteArray line, Session &session);

} // namespace digidig::imap
