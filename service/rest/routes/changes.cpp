// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/email.h"
#include "rest/accountscope.h"
#include "rest/emailjson.h"
#include "rest/listanswer.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

QJsonObject toJson(const mail::ChangeRow &row, const QStringList &fields)
{
    QJsonObject object;
    if (row.message)
        object = api::selected(summaryJson(*row.message), fields);
    object.insert(QStringLiteral("type"),
        row.message ? QStringLiteral("changed") : QStringLiteral("deleted"));
    object.insert(QStringLiteral("id"), row.id);
    object.insert(QStringLiteral("modseq"), row.modSeq.value);
    return object;
}

Outcome list(const Call &call, Context &context)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    const auto limit = limitOf(call);
    if (!limit)
        return limit.error();
    mail::ChangeQuery query{.account = account->id, .limit = *limit};
    if (const auto since = call.request->queryValue(u"since")) {
        // Whoever lost the token must not be told that nothing has changed.
        if (since->isEmpty()) {
            return invalidField(
                QStringLiteral("since"), QCoreApplication::translate("rest", "is missing"));
        }
        query.since = since->toUtf8();
    }
    const auto page = context.mail.changes(query);
    if (!page)
        return page.error();
    const QStringList fields = listed(call.text(u"fields"));
    QJsonArray changes;
    for (const mail::ChangeRow &row : page->changes)
        changes.append(toJson(row, fields));
    return jsonAnswer(
        {{QStringLiteral("changes"), changes}, {QStringLiteral("count"), changes.size()},
            {QStringLiteral("token"), QString::fromLatin1(page->token)},
            {QStringLiteral("more"), page->more}});
}

} // namespace

void addChangeRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/accounts/{account}/changes",
        .access = Access::OwnRead,
        .handler = onWorker(context, list)});
}

} // namespace digidig::rest
