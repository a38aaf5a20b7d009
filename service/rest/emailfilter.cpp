// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/emailfilter.h"

#include "core/clock.h"
#include "mail/search.h"
#include "rest/accountscope.h"
#include "rest/answer.h"

#include <QtCore/QCoreApplication>

namespace digidig::rest {

namespace {

constexpr qsizetype LongestText = 1000;

/// Reads conditions into members, keeping the first error.
class Reader {
public:
    explicit Reader(const Conditions &conditions)
        : m_conditions(conditions)
    {
    }

    void text(const QString &name, QString &into)
    {
        into = m_conditions(name).value_or(QString());
        if (into.size() > LongestText)
            fail(name, QCoreApplication::translate("rest", "is too long"));
    }
    void time(const QString &name, std::optional<qint64> &into)
    {
        qint64 ms = 0;
        const auto value = m_conditions(name);
        if (value && !core::parseRfc3339(*value, &ms)) {
            return fail(name,
                QCoreApplication::translate("rest", "must be a time such as 2025-10-23T10:30:00Z"));
        }
        if (value)
            into = ms;
    }
    void flag(const QString &name, std::optional<bool> &into)
    {
        const auto value = m_conditions(name);
        if (!value)
            return;
        into = booleanOf(*value);
        if (!into)
            fail(name, QCoreApplication::translate("rest", "must be true or false"));
    }
    void size(const QString &name, std::optional<qint64> &into)
    {
        const auto value = m_conditions(name);
        if (!value)
            return;
        bool ok = false;
        into = value->toLongLong(&ok);
        if (!ok || *into < 0)
            fail(name, QCoreApplication::translate("rest", "must be a number of bytes"));
    }
    [[nodiscard]] const std::optional<core::Error> &error() const { return m_error; }

private:
    void fail(const QString &name, const QString &what)
    {
        if (!m_error)
            m_error = invalidField(name, what);
    }

    const Conditions &m_conditions;
    std::optional<core::Error> m_error;
};

} // namespace

Conditions conditionsOf(const Call &call)
{
    return [&call](const QString &name) { return call.request->queryValue(name); };
}

Conditions conditionsOf(const QJsonObject &object)
{
    return [object](const QString &name) -> std::optional<QString> {
        const QJsonValue value = object.value(name);
        if (value.isUndefined() || value.isNull())
            return std::nullopt;
        return value.toVariant().toString();
    };
}

const QStringList &conditionNames()
{
    static const QStringList names{QStringLiteral("account"), QStringLiteral("user_id"),
        QStringLiteral("mailbox"), QStringLiteral("from"), QStringLiteral("to"),
        QStringLiteral("subject"), QStringLiteral("text"), QStringLiteral("thread"),
        QStringLiteral("since"), QStringLiteral("before"), QStringLiteral("unread"),
        QStringLiteral("flagged"), QStringLiteral("has_attachment"), QStringLiteral("larger"),
        QStringLiteral("smaller"), QStringLiteral("q")};
    return names;
}

core::Result<mail::Filter> filterOf(const Conditions &conditions, qint64 nowMs)
{
    mail::Filter filter;
    Reader reader(conditions);
    QString mailbox;
    reader.text(QStringLiteral("mailbox"), mailbox);
    if (!mailbox.isEmpty())
        filter.mailbox = mailbox;
    reader.text(QStringLiteral("from"), filter.from);
    reader.text(QStringLiteral("to"), filter.to);
    reader.text(QStringLiteral("subject"), filter.subject);
    reader.text(QStringLiteral("text"), filter.text);
    reader.text(QStringLiteral("thread"), filter.threadId);
    reader.time(QStringLiteral("since"), filter.sinceMs);
    reader.time(QStringLiteral("before"), filter.beforeMs);
    reader.flag(QStringLiteral("unread"), filter.unread);
    reader.flag(QStringLiteral("flagged"), filter.flagged);
    reader.flag(QStringLiteral("has_attachment"), filter.hasAttachment);
    reader.size(QStringLiteral("larger"), filter.larger);
    reader.size(QStringLiteral("smaller"), filter.smaller);
    if (reader.error())
        return *reader.error();
    auto search = mail::parseSearch(conditions(QStringLiteral("q")).value_or(QString()), nowMs);
    if (!search)
        return search.error();
    mail::narrow(*std::move(search), &filter);
    return filter;
}

core::Result<mail::Filter> emailFilter(
    const Call &call, Context &context, const Conditions &conditions)
{
    auto filter = filterOf(conditions, core::nowMs());
    if (!filter)
        return filter;
    filter->account = confinedTo(call);
    for (const QString &name : {QStringLiteral("account"), QStringLiteral("user_id")}) {
        const QString wanted = conditions(name).value_or(QString());
        if (wanted.isEmpty())
            continue;
        const auto account = accountNamed(call, context, wanted);
        if (!account)
            return account.error();
        filter->account = account->id;
    }
    return filter;
}

} // namespace digidig::rest
