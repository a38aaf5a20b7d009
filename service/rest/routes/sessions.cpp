// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "rest/connectionjson.h"
#include "rest/listanswer.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

using ConnectionPtr = std::shared_ptr<net::Connection>;

core::Error noSession()
{
    return {core::Errc::NotFound, QCoreApplication::translate("rest", "there is no such session"),
        {}, "session_not_found"};
}

QList<ConnectionPtr> sessions(const Context &context)
{
    QList<ConnectionPtr> all = context.connections.list();
    all.removeIf([](const ConnectionPtr &one) { return one->protocol != net::Protocol::Imap; });
    return all;
}

/// Null: there is none of that id.
ConnectionPtr session(const Context &context, const QString &id)
{
    for (const ConnectionPtr &one : sessions(context)) {
        if (QString::number(one->id) == id)
            return one;
    }
    return nullptr;
}

Outcome list(const Call &call, const Context &context)
{
    QJsonArray list;
    for (const ConnectionPtr &one : sessions(context))
        list.append(connectionJson(*one));
    return listAnswer(
        call, QStringLiteral("active_sessions"), list, byNumber(QStringLiteral("id")));
}

Outcome disconnect(const Call &call, Context &context)
{
    const ConnectionPtr one = session(context, call.segment(0));
    if (!one || !context.connections.disconnect(one->id))
        return noSession();
    return jsonAnswer({{QStringLiteral("status"), QStringLiteral("disconnected")},
        {QStringLiteral("id"), call.segment(0)}});
}

Outcome transcript(const Call &call, const Context &context)
{
    const ConnectionPtr one = session(context, call.segment(0));
    if (!one)
        return noSession();
    QJsonArray lines;
    for (const net::Transcript::Line &line : one->transcript.watch()) {
        const bool client = line.from == net::Transcript::From::Client;
        lines.append(QJsonObject{{QStringLiteral("at"), core::rfc3339(line.atMs)},
            {QStringLiteral("from"), client ? QStringLiteral("client") : QStringLiteral("server")},
            {QStringLiteral("text"), QString::fromUtf8(line.text)}});
    }
    return jsonAnswer({{QStringLiteral("id"), call.segment(0)}, {QStringLiteral("lines"), lines},
        {QStringLiteral("count"), lines.size()},
        {QStringLiteral("watched_seconds"), net::Transcript::WatchedMs / 1000}});
}

} // namespace

void addSessionRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/imap/sessions",
        .access = Access::Read,
        .handler = Quick([&context](const Call &call) { return list(call, context); }),
        .whenDisabled = WhenDisabled::Served});
    router.add({.method = net::Method::Delete,
        .pattern = "/api/imap/sessions/{id}",
        .access = Access::Admin,
        .handler = Quick([&context](const Call &call) { return disconnect(call, context); }),
        .whenDisabled = WhenDisabled::Served});
    router.add({.method = net::Method::Get,
        .pattern = "/api/imap/sessions/{id}/transcript",
        .access = Access::Admin,
        .handler = Quick([&context](const Call &call) { return transcript(call, context); }),
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
