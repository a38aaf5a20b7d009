// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <vector>

namespace digidig::imapproto {

class Scanner;

/// `status-att` of RFC 9051 §9 and of RFC 3501, 7162, 7889, 8474, 9208.
enum class StatusItem {
    Messages,
    Recent, ///< RFC 3501 only.
    UidNext,
    UidValidity,
    Unseen,
    Deleted,
    Size,
    HighestModSeq,
    MailboxId,
    AppendLimit,
    DeletedStorage,
};

/// `HIGHESTMODSEQ` …
[[nodiscard]] QByteArrayView statusItemName(StatusItem item);

/// Reads `(MESSAGES UNSEEN)`, each item once, in the client's order.
[[nodiscard]] bool parseStatusItems(Scanner &in, std::vector<StatusItem> &out);

} // namespace digidig::imapproto
