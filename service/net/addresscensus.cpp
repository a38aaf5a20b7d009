// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/addresscensus.h"

#include <QtCore/QHashFunctions>
#include <QtNetwork/QHostAddress>

#include <cstring>

namespace digidig::net {

AddressCensus::Key AddressCensus::keyOf(const QHostAddress &address)
{
    Key key = {};
    bool isV4 = false;
    address.toIPv4Address(&isV4);
    const Q_IPV6ADDR bytes = address.toIPv6Address(); // of IPv4: ::ffff:a.b.c.d
    std::memcpy(key.data(), &bytes, isV4 ? key.size() : key.size() / 2);
    return key;
}

size_t AddressCensus::Hash::operator()(const Key &key) const
{
    return qHashBits(key.data(), key.size(), QHashSeed::globalSeed());
}

bool AddressCensus::enter(const Key &key, int limit)
{
    const std::lock_guard lock(m_mutex);
    int &count = m_counts[key];
    if (limit > 0 && count >= limit)
        return false;
    ++count;
    return true;
}

void AddressCensus::leave(const Key &key)
{
    const std::lock_guard lock(m_mutex);
    const auto it = m_counts.find(key);
    if (it != m_counts.end() && --it->second <= 0)
        m_counts.erase(it);
}

} // namespace digidig::net
