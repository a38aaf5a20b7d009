// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>

#include <mutex>

namespace digidig::rest {

/// What a handler adds to the entry of its request in the audit log. Thread-safe: somebody else may
/// answer in its place when it is late.
class AuditNote {
public:
    /// Names what is changed, beside what the path names.
    void name(const QStringList &objects)
    {
        const std::lock_guard lock(m_mutex);
        m_objects += objects;
    }
    /// The request only asks what would be changed: no entry is made.
    void setChangesNothing()
    {
        const std::lock_guard lock(m_mutex);
        m_changesNothing = true;
    }
    [[nodiscard]] QStringList objects() const
    {
        const std::lock_guard lock(m_mutex);
        return m_objects;
    }
    [[nodiscard]] bool changesNothing() const
    {
        const std::lock_guard lock(m_mutex);
        return m_changesNothing;
    }

private:
    mutable std::mutex m_mutex;
    QStringList m_objects;
    bool m_changesNothing = false;
};

} // namespace digidig::rest
