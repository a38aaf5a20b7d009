// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/forwarded.h"

#include <QtCore/QByteArrayList>

namespace digidig::net {

namespace {

/// `192.0.2.1`, `2001:db8::1`, also with a port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
QHostAddress addressOf(QByteArray text)
{
    if (text.startsWith('['))
        text = text.mid(1, text.indexOf(']') - 1);
    else if (text.count(':') == 1)
        text.truncate(text.indexOf(':'));
    QHostAddress address;
    if (!address.setAddress(QString::fromLatin1(text)))
        return {};
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4); // also of ::ffff:a.b.c.d
    return isV4 ? QHostAddress(v4) : address;
}

} // namespace

QHostAddress forwardedFor(const HeaderFields &headers, const ProxyRule &rule)
{
    const QByteArrayList hops = headers.combined("X-Forwarded-For").split(',');
    for (auto it = hops.crbegin(); it != hops.crend(); ++it) {
        const QHostAddress address = addressOf(it->trimmed());
        if (address.isNull() || !rule.isTrusted(address))
            return address;
    }
    return {};
}

} // namespace digidig::net
