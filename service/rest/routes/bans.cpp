// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/throttle.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

#include <limits>

namespace digidig::rest {

namespace {

QJsonObject toJson(const auth::Ban &ban)
{
    return {
        {QStringLiteral("id"), QString::number(ban.id)},
        {QStringLiteral("kind"),
            ban.kind == auth::Ban::Kind::Address ? QStringLiteral("address")
                                                 : QStringLiteral("account")},
        {QStringLiteral("subject"), ban.subject},
        {QStringLiteral("reason"), QStringLiteral("wrong_credentials")},
        {QStringLiteral("failures"), ban.failures},
        {QStringLiteral("since"), core::rfc3339(ban.sinceMs)},
        {QStringLiteral("until"), core::rfc3339(ban.untilMs)},
    };
}

Outcome list(const Call &call, const Context &context)
{
    constexpr qint64 defaultLimit = 50;
    constexpr qint64 maxLimit = 500;
    const auto limit = call.number(u"limit", defaultLimit, 1, maxLimit);
    if (!limit)
        return limit.error();
    const QString cursor = call.text(u"cursor");
    const quint64 before =
        cursor.isEmpty() ? std::numeric_limits<quint64>::max() : cursor.toULongLong();
    const auto bans = context.throttle.bans();
    QJsonArray shown;
    QJsonValue next;
    for (const auth::Ban &ban : bans) {
        if (ban.id >= before)
            continue;
        if (shown.size() == *limit) {
            next = shown.last().toObject().value(QStringLiteral("id"));
            break;
        }
        shown.append(toJson(ban));
    }
    QJsonObject object{{QStringLiteral("bans"), shown}, {QStringLiteral("count"), shown.size()},
        {QStringLiteral("total"), qint64(bans.size())}};
    if (next.isString())
        object.insert(QStringLiteral("next_cursor"), next);
    return jsonAnswer(object);
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
