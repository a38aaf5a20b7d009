// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ids.h"

#include <QtCore/QHash>

#include <mutex>

namespace digidig::imap {

/// How many sessions each account has. Thread-safe.
class UserSessions {
public:
    /// Counts one more, unless there are @p limit (0: no limit) already.
    [[nodiscard]] bool enter(core::AccountId account, qint64 limit)
    {
        const std::lock_guard lock(m_mutex);
        int &count = m_counts[account];
        if (limit > 0 && count >= limit)
            return false;
        ++count;
        return true;
    }
    void left(core::AccountId account)
    {
        const std::lock_guard lock(m_mutex);
        const auto it = m_counts.find(account);
        if (it != m_counts.end() && --*it <= 0)
            m_counts.erase(it);
    }

private:
    std::mutex m_mutex;
    QHash<core::AccountId, int> m_counts;
};

} // namespace digidig::imap
