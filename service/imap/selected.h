// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/positions.h"

#include <memory>
#include <vector>

namespace digidig::imap {

/// The selected mailbox as the client knows it: what it was told, no more and no less, so that
/// sequence numbers mean to both the same.
struct Selected {
    mail::MailboxView view;
    bool readOnly = false;
    UidSpans recent; ///< UIDs that are \Recent in this session (RFC 3501 §2.3.2).
    bool claimed = false; ///< Of `recent`, the store may not know all yet.
    QStringList keywords; ///< Those that FLAGS has named.
    std::vector<core::Uid> saved; ///< `$` (RFC 5182), ascending.
    std::unique_ptr<mail::MailboxIndex::Watch> watch;

    [[nodiscard]] bool isRecent(core::Uid uid) const { return contains(recent, uid); }
    [[nodiscard]] qsizetype recentCount() const { return spansOfUids(view, recent).count(); }
    /// The sequence number of the first message that is not \Seen; 0: all are.
    [[nodiscard]] qsizetype firstUnseen() const { return view.firstUnseen() + 1; }
};

} // namespace digidig::imap
