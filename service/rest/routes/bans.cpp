// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/throttle.h"
#include "rest/listanswer.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

QString kindOf(const auth::Ban &ban)
{
    switch (ban.kind) {
    case auth::Ban::Kind::Address:
        return QStringLiteral("address");
    case auth::Ban::Kind::Network:
        return QStringLiteral("network");
    case auth::Ban::Kind::Account:
        break;
    }
    return QStringLiteral("account");
}

QJsonObject toJson(const auth::Ban &ban)
{
    return {
        {QStringLiteral("id"), QString::number(ban.id)},
        {QStringLiteral("kind"), kindOf(ban)},
        {QStringLiteral("subject"), ban.subject},
        {QStringLiteral("reason"), QStringLiteral("wrong_credentials")},
        {QStringLiteral("failures"), ban.failures},
        {QStringLiteral("since"), core::rfc3339(ban.sinceMs)},
        {QStringLiteral("until"), core::rfc3339(ban.untilMs)},
    };
}

Outcome list(const Call &call, const Context &context)
{
    QJsonArray bans;
    for (const auth::Ban &ban : context.throttle.bans())
        bans.append(toJson(ban));
    ListOrder lastFirst = byNumber(QStringLiteral("id"));
    lastFirst.descending = true;
    return listAnswer(call, QStringLiteral("bans"), bans, lastFirst);
}

} // namespace

void addBanRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/bans",
        .access = Access::Read,
        .handler = onWorker(context, list),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Delete,
        .pattern = "/api/bans/{id}",
        .access = Access::Admin,
        .handler = Quick([&context](const Call &call) -> Outcome {
            if (!context.throttle.lift(call.segment(0).toULongLong())) {
                return core::Error{core::Errc::NotFound,
                    QCoreApplication::translate("rest", "there is no such ban"), {},
                    "ban_not_found", {}};
            }
            return jsonAnswer({{QStringLiteral("status"), QStringLiteral("lifted")},
                {QStringLiteral("id"), call.segment(0)}});
        }),
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
