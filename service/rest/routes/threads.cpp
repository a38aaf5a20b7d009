// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/thread.h"
#include "rest/accountscope.h"
#include "rest/emailfilter.h"
#include "rest/emailjson.h"
#include "rest/etag.h"
#include "rest/listanswer.h"
#include "rest/routes.h"

#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

QJsonObject toJson(const mail::ThreadSummary &thread)
{
    return api::Thread{thread.id, thread.subject, thread.participants, thread.moreParticipants,
        thread.count, thread.unread, thread.flagged, thread.hasAttachment, thread.truncated,
        thread.firstMs, thread.lastMs, thread.latestId}
        .toJson();
}

/// The conditions of /emails, but for those that the path says already.
Conditions conditionsIn(const Call &call)
{
    return [&call](const QString &name) -> std::optional<QString> {
        if (name == u"account" || name == u"user_id" || name == u"thread")
            return std::nullopt;
        return call.request->queryValue(name);
    };
}

Outcome list(const Call &call, Context &context)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    auto filter = emailFilter(call, context, conditionsIn(call));
    if (!filter)
        return filter.error();
    filter->account = account->id;
    const auto limit = limitOf(call);
    if (!limit)
        return limit.error();
    const auto listing =
        context.mail.threads(*filter, {*limit, call.text(u"cursor").toLatin1()});
    if (!listing)
        return listing.error();
    QJsonArray threads;
    for (const mail::ThreadSummary &thread : listing->threads)
        threads.append(toJson(thread));
    return jsonAnswer(listObject(call, QStringLiteral("threads"),
        {.rows = threads, .next = QString::fromLatin1(listing->next)}));
}

Outcome get(const Call &call, Context &context)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    const auto thread = context.mail.thread(account->id, call.segment(1));
    if (!thread)
        return thread.error();
    const QStringList fields = listed(call.text(u"fields"));
    QJsonArray tree;
    for (const mail::ThreadNode &node : thread->forest) {
        api::ThreadPlace place{
            .parent = {}, .depth = node.depth, .email = {}, .messageId = node.missingId};
        if (node.parent >= 0)
            place.parent = node.parent;
        if (node.message >= 0)
            place.email =
                api::selected(summaryJson(thread->messages[size_t(node.message)]), fields);
        tree.append(place.toJson());
    }
    QJsonObject object = toJson(thread->summary);
    object.insert(QStringLiteral("tree"), tree);
    net::Response response = jsonAnswer(object);
    tag(response, stateOf({{QStringLiteral("id"), thread->summary.id}}));
    return response;
}

} // namespace

void addThreadRoutes(Router &router, Context &context)
{
    const QByteArray all = "/api/accounts/{account}/threads";
    router.add({.method = net::Method::Get,
        .pattern = all,
        .access = Access::OwnRead,
        .handler = onWorker(context, list)});
    router.add({.method = net::Method::Get,
        .pattern = all + "/{id}",
        .access = Access::OwnRead,
        .handler = onWorker(context, get)});
}

} // namespace digidig::rest
