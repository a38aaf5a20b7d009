// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QtCore/QHash>

#include <algorithm>
#include <mutex>

namespace digidig::imap {

/// Decides which session of the process is the first to tell of a message, so that it alone calls
/// it \Recent (RFC 3501 §2.3.2). What it forgets, the store knows at the latest when a session
/// leaves the mailbox. Thread-safe.
class RecentClaims {
public:
    /// Takes the messages from @p from to before @p uidNext that nobody has taken here: they begin
    /// at the result.
    [[nodiscard]] core::Uid claim(core::MailboxId mailbox, core::Uid from, core::Uid uidNext)
    {
        const std::lock_guard lock(m_mutex);
        core::Uid &upTo = m_upTo[mailbox];
        const core::Uid first = std::max(from, upTo);
        upTo = std::max(upTo, uidNext);
        return std::min(first, uidNext);
    }
    /// From where on messages are unclaimed, given what the store knows.
    [[nodiscard]] core::Uid unclaimedFrom(core::MailboxId mailbox, core::Uid stored) const
    {
        const std::lock_guard lock(m_mutex);
        return std::max(stored, m_upTo.value(mailbox));
    }
    /// The store knows of all before @p upTo: that need not be remembered here.
    void saved(core::MailboxId mailbox, core::Uid upTo)
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_upTo.constFind(mailbox);
        if (known != m_upTo.constEnd() && *known <= upTo)
            m_upTo.erase(known);
    }

private:
    mutable std::mutex m_mutex;
    QHash<core::MailboxId, core::Uid> m_upTo;
};

} // namespace digidig::imap
