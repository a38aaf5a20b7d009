// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "rest/accountscope.h"
#include "rest/emailjson.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

#include <limits>

namespace digidig::rest {

namespace {

constexpr qint64 MaxLimit = 500;
constexpr qint64 DefaultLimit = 50;
constexpr qint64 MaxNumber = std::numeric_limits<qint64>::max();

/// Reads query items into members, keeping the first error.
class Reader
{
public:
    explicit Reader(const Call &call)
        : m_call(call)
    {
    }

    void text(QStringView name, QString &into)
    {
        const QString value = m_call.text(name);
        if (value.size() > 1000)
            fail(invalidField(name.toString(), QCoreApplication::translate("rest", "is too long")));
        into = value;
    }
    void time(QStringView name, std::optional<qint64> &into)
    {
        const auto value = m_call.request->queryValue(name);
        if (!value)
            return;
        qint64 ms = 0;
        if (!core::parseRfc3339(*value, &ms)) {
            return fail(invalidField(name.toString(),
                QCoreApplication::translate("rest", "must be a time such as 2025-10-23T10:30:00Z")));
        }
        into = ms;
    }
    void flag(QStringView name, std::optional<bool> &into)
    {
        const auto value = m_call.boolean(name);
        if (!value)
            return fail(value.error());
        into = *value;
    }
    void size(QStringView name, std::optional<qint64> &into)
    {
        if (!m_call.request->queryValue(name))
            return;
        const auto value = m_call.number(name, 0, 0, MaxNumber);
        if (!value)
            return fail(value.error());
        into = *value;
    }
    void sort(mail::Page &page)
    {
        QString name = m_call.text(u"sort");
        if (name.isEmpty())
            return;
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
        else
            fail(invalidField(QStringLiteral("sort"),
                QCoreApplication::translate(
                    "rest", "must be received, size, subject or from, with - before it for descending")));
    }
    void fail(core::Error error)
    {
        if (!m_error)
            m_error = std::move(error);
    }
    [[nodiscard]] const std::optional<core::Error> &error() const { return m_error; }

private:
    const Call &m_call;
    std::optional<core::Error> m_error;
};

core::Result<mail::Filter> filterOf(const Call &call, Context &context)
{
    mail::Filter filter;
    Reader reader(call);
    if (call.request->queryValue(u"q")) {
        reader.fail(invalidField(QStringLiteral("q"),
            QCoreApplication::translate(
                "rest", "the search language is not available yet; use text, from, to, subject")));
    }
    QString mailbox;
    reader.text(u"mailbox", mailbox);
    if (!mailbox.isEmpty())
        filter.mailbox = mailbox;
    reader.text(u"from", filter.from);
    reader.text(u"to", filter.to);
    reader.text(u"subject", filter.subject);
    reader.text(u"text", filter.text);
    reader.text(u"thread", filter.threadId);
    reader.time(u"since", filter.sinceMs);
    reader.time(u"before", filter.beforeMs);
    reader.flag(u"unread", filter.unread);
    reader.flag(u"flagged", filter.flagged);
    reader.flag(u"has_attachment", filter.hasAttachment);
    reader.size(u"larger", filter.larger);
    reader.size(u"smaller", filter.smaller);
    if (reader.error())
        return *reader.error();

    filter.account = confinedTo(call);
    for (const QStringView name : {QStringView(u"account"), QStringView(u"user_id")}) {
        const QString wanted = call.text(name);
        if (wanted.isEmpty())
            continue;
        const auto account = accountNamed(call, context, wanted);
        if (!account)
            return account.error();
        filter.account = account->id;
    }
    return filter;
}

core::Result<mail::Page> pageOf(const Call &call)
{
    mail::Page page;
    Reader reader(call);
    reader.sort(page);
    if (reader.error())
        return *reader.error();
    const auto limit = call.number(u"limit", DefaultLimit, 1, MaxLimit);
    if (!limit)
        return limit.error();
    const auto offset = call.number(u"offset", 0, 0, MaxNumber);
    if (!offset)
        return offset.error();
    page.limit = int(*limit);
    page.offset = *offset;
    page.cursor = call.text(u"cursor").toLatin1();
    return page;
}

Outcome list(const Call &call, Context &context)
{
    const auto filter = filterOf(call, context);
    if (!filter)
        return filter.error();
    const auto page = pageOf(call);
    if (!page)
        return page.error();
    const auto listing = context.mail.list(*filter, *page);
    if (!listing)
        return listing.error();

    const QStringList fields = listed(call.text(u"fields"));
    QJsonArray emails;
    for (const mail::Message &message : listing->messages)
        emails.append(api::selected(toApi(message).toJson(), fields));
    QJsonObject object{
        {QStringLiteral("emails"), emails}, {QStringLiteral("count"), emails.size()}};
    if (listing->total)
        object.insert(QStringLiteral("total"), *listing->total);
    if (!listing->next.isEmpty())
        object.insert(QStringLiteral("next_cursor"), QString::fromLatin1(listing->next));
    return jsonAnswer(object);
}

} // namespace

void addEmailListRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/emails",
        .access = Access::OwnRead,
        .handler = Work{[&context](const Call &call) { return list(call, context); }},
        .alsoAt = {"/api/emails"}});
}

} // namespace digidig::rest
