// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QList>
#include <QtCore/QStringList>
#include <QtNetwork/QHostAddress>

#include <algorithm>

namespace digidig::net {

/// From whom listeners expect connections that begin with a PROXY header: there it must come, and
/// nobody else's is believed.
struct ProxyRule {
    QList<QPair<QHostAddress, int>> trusted = {};
    bool plain = false; ///< On listeners without TLS.
    bool tls = false; ///< On listeners with TLS from the start; it comes before the handshake.
    qint64 timeoutMs = 10'000; ///< How long the header may take.

    /// @p names: addresses, and networks in CIDR notation; what is neither is nobody.
    static QList<QPair<QHostAddress, int>> networks(const QStringList &names)
    {
        QList<QPair<QHostAddress, int>> all;
        for (const QString &name : names) {
            const auto network = QHostAddress::parseSubnet(name);
            if (network.second >= 0)
                all.append(network);
        }
        return all;
    }
    [[nodiscard]] bool isTrusted(const QHostAddress &peer) const
    {
        return !peer.isNull()
            && std::any_of(trusted.begin(), trusted.end(),
                [&peer](const auto &network) { return peer.isInSubnet(network); });
    }
    [[nodiscard]] bool expects(const QHostAddress &peer, bool listenerHasTls) const
    {
        return (listenerHasTls ? tls : plain) && isTrusted(peer);
    }
};

} // namespace digidig::net
