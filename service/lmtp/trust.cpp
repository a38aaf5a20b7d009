// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtp/trust.h"

#include <algorithm>

namespace digidig::lmtp {

namespace {

/// ::ffff:192.0.2.1 is 192.0.2.1.
QHostAddress plain(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    return isV4 ? QHostAddress(v4) : address;
}

} // namespace

bool isTrusted(const QHostAddress &peer, const QStringList &networks)
{
    if (peer.isNull())
        return true;
    const QHostAddress address = plain(peer);
    if (networks.isEmpty())
        return address.isLoopback();
    return std::any_of(networks.begin(), networks.end(), [&address](const QString &network) {
        const auto [base, bits] = QHostAddress::parseSubnet(network);
        return bits >= 0 && address.protocol() == base.protocol() && address.isInSubnet(base, bits);
    });
}

} // namespace digidig::lmtp
