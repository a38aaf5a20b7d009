// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/connection.h"
#include "core/clock.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

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

QJsonObject toJson(const net::Connection &connection)
{
    api::Connection result;
    result.id = connection.id;
    result.protocol = protocolName(connection.protocol);
    result.peer = connection.peer;
    result.user = connection.user();
    result.tls = connection.tls;
    result.sinceMs = connection.sinceMs;
    result.idleSeconds = double(core::monotonicMs() - connection.lastActiveMs) / 1000.0;
    result.bytesIn = connection.bytesIn;
    result.bytesOut = connection.bytesOut;
    result.state = QString::fromLatin1(connection.state.load());
    return result.toJson();
}

} // namespace

void addConnectionRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/imap/connections",
        .access = Access::Read,
        .handler = Quick([&context](const Call &) -> Outcome {
            QJsonArray list;
            for (const auto &connection : context.connections.list())
                list.append(toJson(*connection));
            return jsonAnswer({{QStringLiteral("active_connections"), list},
                {QStringLiteral("count"), list.size()},
                {QStringLiteral("max_connections"), context.config.get(config::keys::maxConnections)}});
        }),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Delete,
        .pattern = "/api/imap/connections/{id}",
        .access = Access::Admin,
        .handler = Quick([&context](const Call &call) -> Outcome {
            if (!context.connections.disconnect(call.segment(0).toULongLong())) {
                return core::Error{core::Errc::NotFound,
                    QCoreApplication::translate("rest", "there is no such connection"), {},
                    "connection_not_found"};
            }
            return jsonAnswer({{QStringLiteral("status"), QStringLiteral("disconnected")},
                {QStringLiteral("id"), call.segment(0)}});
        }),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Get,
        .pattern = "/api/imap/sessions",
        .access = Access::Read,
        .handler = Quick([&context](const Call &) -> Outcome {
            QJsonArray list;
            for (const auto &connection : context.connections.list()) {
                if (connection->protocol == net::Protocol::Imap)
                    list.append(toJson(*connection));
            }
            return jsonAnswer(
                {{QStringLiteral("active_sessions"), list}, {QStringLiteral("count"), list.size()}});
        }),
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
