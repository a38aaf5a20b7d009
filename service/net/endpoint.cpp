// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/endpoint.h"

#include <netinet/in.h>
#include <sys/socket.h>

namespace digidig::net {

namespace {

template <typename F>
Endpoint endpoint(int descriptor, F name)
{
    sockaddr_storage storage = {};
    socklen_t size = sizeof storage;
    if (name(descriptor, reinterpret_cast<sockaddr *>(&storage), &size) != 0
        || (storage.ss_family != AF_INET && storage.ss_family != AF_INET6))
        return {};
    const QHostAddress address(reinterpret_cast<const sockaddr *>(&storage));
    const quint16 port = storage.ss_family == AF_INET6
        ? ntohs(reinterpret_cast<const sockaddr_in6 *>(&storage)->sin6_port)
        : ntohs(reinterpret_cast<const sockaddr_in *>(&storage)->sin_port);
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4); // also of ::ffff:a.b.c.d
    return {isV4 ? QHostAddress(v4) : address, port};
}

} // namespace

QString Endpoint::name() const
{
    if (address.isNull())
        return QStringLiteral("unix");
    return address.protocol() == QAbstractSocket::IPv6Protocol
        ? QStringLiteral("[%1]:%2").arg(address.toString()).arg(port)
        : QStringLiteral("%1:%2").arg(address.toString()).arg(port);
}

Endpoint peerOf(int descriptor)
{
    return endpoint(descriptor, ::getpeername);
}

Endpoint localOf(int descriptor)
{
    return endpoint(descriptor, ::getsockname);
}

} // namespace digidig::net
