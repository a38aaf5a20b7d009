// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/accountscope.h"
#include "rest/emailjson.h"
#include "rest/eventstream.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>

namespace digidig::rest {

namespace {

/// `types=mail,config`; without it, all that the caller may have, but the log.
core::Result<EventKinds> wantedKinds(const Call &call)
{
    const bool own = confinedTo(call).has_value();
    const QStringList names = listed(call.text(u"types"));
    if (names.isEmpty())
        return own ? AccountEvents : EventKinds(AllEvents & ~EventKinds(EventKind::Log));
    EventKinds kinds = 0;
    for (const QString &name : names) {
        const auto kind = eventKind(name);
        if (!kind) {
            return invalidField(QStringLiteral("types"),
                QCoreApplication::translate("rest", "there are no events called %1")
                    .arg(name.left(50)));
        }
        kinds |= EventKinds(*kind);
    }
    if (own && (kinds & ~AccountEvents) != 0) {
        return core::Error{core::Errc::Forbidden,
            QCoreApplication::translate("rest", "this token sees the events of its own mail only"),
            {}, {}};
    }
    if ((kinds & EventKinds(EventKind::Log)) != 0 && call.principal.role != auth::Role::Admin) {
        return core::Error{core::Errc::Forbidden,
            QCoreApplication::translate("rest", "only an administrator may read the log"), {}, {}};
    }
    return kinds;
}

/// Where the client was cut off: the field that browsers send, or the parameter for those that
/// cannot set fields.
core::Result<std::optional<quint64>> lastSeen(const Call &call)
{
    const QByteArray field = call.request->headers.value("Last-Event-ID").trimmed();
    const QByteArray text =
        field.isEmpty() ? call.text(u"last_event_id").trimmed().toUtf8() : field;
    if (text.isEmpty())
        return std::optional<quint64>();
    bool ok = false;
    const quint64 id = text.toULongLong(&ok);
    if (!ok) {
        return invalidField(QStringLiteral("last_event_id"),
            QCoreApplication::translate("rest", "must be the id of an event"));
    }
    return std::optional(id);
}

} // namespace

void addEventRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/events",
        .access = Access::OwnRead,
        .handler = Work{[&context](const Call &call) -> Outcome {
            const auto kinds = wantedKinds(call);
            if (!kinds)
                return kinds.error();
            const auto after = lastSeen(call);
            if (!after)
                return after.error();
            EventFilter filter{*kinds, confinedTo(call)};
            if (const QString name = call.text(u"account"); !name.isEmpty()) {
                const auto account = accountNamed(call, context, name);
                if (!account)
                    return account.error();
                filter.account = account->id;
            }
            net::Response response;
            response.headers.append("Content-Type", "text/event-stream");
            response.headers.append("Cache-Control", "no-store");
            response.headers.append(
                "X-Accel-Buffering", "no"); // Asks proxies to pass each event on at once.
            response.source = std::make_shared<EventStream>(context.events, filter, *after);
            return response;
        }},
        .whenDisabled = WhenDisabled::Served,
        .streams = true});
}

} // namespace digidig::rest
