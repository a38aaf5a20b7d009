// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "mail/search.h"
#include "rest/emailfilter.h"
#include "rest/emailjson.h"
#include "rest/listanswer.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

#include <chrono>
#include <limits>

namespace digidig::rest {

namespace {

constexpr qint64 MaxNumber = std::numeric_limits<qint64>::max();

/// `sort`: received, size, subject or from, with `-` before it for descending.
core::Result<void> readSort(QString name, mail::Page &page)
{
    if (name.isEmpty())
        return {};
    page.descending = name.startsWith(u'-');
    if (page.descending)
        name.remove(0, 1);
    if (name == u"received" || name == u"received_at")
        page.sort = mail::SortKey::Received;
    else if (name == u"size")
        page.sort = mail::SortKey::Size;
    else if (name == u"subject")
        page.sort = mail::SortKey::Subject;
    else if (name == u"from" || name == u"sender")
        page.sort = mail::SortKey::From;
    else {
        return invalidField(QStringLiteral("sort"),
            QCoreApplication::translate("rest",
                "must be received, size, subject or from, with - before it for descending"));
    }
    return {};
}

core::Result<mail::Page> pageOf(const Call &call)
{
    mail::Page page;
    if (const auto sorted = readSort(call.text(u"sort"), page); !sorted)
        return sorted.error();
    const auto limit = limitOf(call);
    if (!limit)
        return limit.error();
    const auto offset = call.number(u"offset", 0, 0, MaxNumber);
    if (!offset)
        return offset.error();
    page.limit = *limit;
    page.offset = *offset;
    page.cursor = call.text(u"cursor").toLatin1();
    return page;
}

/// How a list was found, for `explain=true`.
QJsonObject explained(const Call &call, const mail::Listing &listing, qint64 microseconds)
{
    const auto search = mail::parseSearch(call.text(u"q"), core::nowMs());
    QJsonObject object{
        {QStringLiteral("query"), search ? mail::describe(*search) : QString()},
        {QStringLiteral("index"), listing.index},
        {QStringLiteral("rows_examined"), listing.rowsExamined},
        {QStringLiteral("texts_read"), listing.textsRead},
        {QStringLiteral("milliseconds"), double(microseconds) / 1000},
    };
    if (listing.candidates)
        object.insert(QStringLiteral("candidates"), *listing.candidates);
    return object;
}

Outcome list(const Call &call, Context &context)
{
    const auto explain = call.boolean(u"explain");
    if (!explain)
        return explain.error();
    const auto filter = emailFilter(call, context, conditionsOf(call));
    if (!filter)
        return filter.error();
    const auto page = pageOf(call);
    if (!page)
        return page.error();
    const auto begin = std::chrono::steady_clock::now();
    const auto listing = context.mail.list(*filter, *page);
    if (!listing)
        return listing.error();
    using std::chrono::microseconds;
    const auto took =
        std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begin);

    QJsonArray emails;
    for (const mail::Message &message : listing->messages)
        emails.append(toApi(message).toJson());
    QJsonObject object = listObject(call, QStringLiteral("emails"),
        {emails, listing->total, QString::fromLatin1(listing->next)});
    if (explain->value_or(false))
        object.insert(QStringLiteral("explain"), explained(call, *listing, took.count()));
    return jsonAnswer(object);
}

} // namespace

void addEmailListRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/emails",
        .access = Access::OwnRead,
        .handler = onWorker(context, list),
        .alsoAt = {"/api/emails"}});
}

} // namespace digidig::rest
