// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QHash>

#include <list>
#include <optional>
#include <utility>

namespace digidig::auth {

/// What was learnt lately, by the digest of what was asked: bounded, the least recently used goes
/// first. Not thread-safe.
template <typename Value>
class IdentityCache {
public:
    explicit IdentityCache(qsizetype capacity)
        : m_capacity(capacity)
    {
    }

    void put(const QByteArray &key, Value value)
    {
        remove(key);
        m_order.emplace_front(key, std::move(value));
        m_entries.insert(key, m_order.begin());
        while (m_entries.size() > m_capacity) {
            m_entries.remove(m_order.back().first);
            m_order.pop_back();
        }
    }
    /// Counts as a use.
    [[nodiscard]] std::optional<Value> find(const QByteArray &key)
    {
        const auto found = m_entries.constFind(key);
        if (found == m_entries.constEnd())
            return std::nullopt;
        m_order.splice(m_order.begin(), m_order, *found);
        return m_order.front().second;
    }
    void remove(const QByteArray &key)
    {
        if (const auto found = m_entries.constFind(key); found != m_entries.constEnd()) {
            m_order.erase(*found);
            m_entries.erase(found);
        }
    }
    [[nodiscard]] qsizetype size() const { return m_entries.size(); }

private:
    using Order = std::list<std::pair<QByteArray, Value>>;
    const qsizetype m_capacity;
    Order m_order; ///< The one used last first.
    QHash<QByteArray, typename Order::iterator> m_entries;
};

} // namespace digidig::auth
