// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/connectionjson.h"

#include "api/connection.h"
#include "core/clock.h"

namespace digidig::rest {

namespace {

QString protocolName(net::Protocol protocol)
{
    switch (protocol) {
    case net::Protocol::Http:
        return QStringLiteral("http");
    case net::Protocol::Imap:
        return QStringLiteral("imap");
    case net::Protocol::Lmtp:
        break;
    }
    return QStringLiteral("lmtp");
}

} // namespace

QJsonObject connectionJson(const net::Connection &connection)
{
    api::Connection result;
    result.id = connection.id;
    result.protocol = protocolName(connection.protocol);
    result.peer = connection.peer;
    result.user = connection.user();
    result.client = connection.clientId();
    result.mailbox = connection.mailbox();
    result.tls = connection.tls;
    result.cipher = connection.cipher();
    result.sinceMs = connection.sinceMs;
    result.idleSeconds = double(core::monotonicMs() - connection.lastActiveMs) / 1000.0;
    result.bytesIn = connection.bytesIn;
    result.bytesOut = connection.bytesOut;
    result.compressed = connection.compressed;
    result.contentIn = connection.contentIn;
    result.contentOut = connection.contentOut;
    result.state = QString::fromLatin1(connection.state.load());
    return result.toJson();
}

} // namespace digidig::rest
