// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/connectionjson.h"
#include "rest/listanswer.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

void addConnectionRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/imap/connections",
        .access = Access::Read,
        .handler = Quick([&context](const Call &call) -> Outcome {
            QJsonArray list;
            for (const auto &connection : context.connections.list())
                list.append(connectionJson(*connection));
            auto answer = pageOfAll(call, QStringLiteral("active_connections"), list,
                byNumber(QStringLiteral("id")));
            if (!answer)
                return answer.error();
            answer->insert(QStringLiteral("max_connections"),
                context.config.get(config::keys::maxConnections));
            return jsonAnswer(*answer);
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
}

} // namespace digidig::rest
