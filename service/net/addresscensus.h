// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

#include <array>
#include <mutex>
#include <unordered_map>

class QHostAddress;

namespace digidig::net {

/// How many connections each address has. Of IPv6 the /64 counts, which is what one customer has.
/// Thread-safe.
class AddressCensus {
public:
    using Key = std::array<quint8, 16>;
    [[nodiscard]] static Key keyOf(const QHostAddress &address);

    /// Counts one more of @p key, unless it has @p limit already (0: no limit); whether it did.
    [[nodiscard]] bool enter(const Key &key, int limit);
    void leave(const Key &key);

private:
    struct Hash {
        size_t operator()(const Key &key) const;
    };

    std::mutex m_mutex;
    std::unordered_map<Key, int, Hash> m_counts;
};

} // namespace digidig::net
