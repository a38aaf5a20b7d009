// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtNetwork/QHostAddress>

namespace digidig::net {

/// One end of a connection. IPv4 within IPv6 is given as IPv4; a Unix socket has no address.
struct Endpoint {
    QHostAddress address;
    quint16 port = 0;

    /// `192.0.2.1:143`, `[2001:db8::1]:143`; `unix` without an address.
    [[nodiscard]] QString name() const;
};

/// The far end of the connected socket @p descriptor.
[[nodiscard]] Endpoint peerOf(int descriptor);
/// The near end of the socket @p descriptor.
[[nodiscard]] Endpoint localOf(int descriptor);

} // namespace digidig::net
