// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/wire.h"

#include "storageclient/documentreader.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

namespace digidig::storageclient::wire {

namespace {

constexpr qsizetype MaxIdLength = 512;

QByteArray encoded(const QString &text)
{
    return QUrl::toPercentEncoding(text);
}

QByteArray path(Form form, const QString &id)
{
    return (form == Form::Deployed ? "/api/emails/" : "/emails/") + encoded(id);
}

QByteArray limitOf(const ListQuery &query)
{
    return "?limit=" + QByteArray::number(query.limit);
}

} // namespace

bool validId(const QString &id)
{
    // Dots alone are no name in a path, encoded or not.
    return !id.isEmpty() && id.size() <= MaxIdLength && id != u"." && id != u"..";
}

Request list(Form form, const ListQuery &query)
{
    if (form == Form::Deployed) {
        ListQuery all = query;
        all.limit += all.offset;
        QByteArray target = "/api/emails" + limitOf(all);
        if (!query.recipient.isEmpty())
            target += "&user_email=" + encoded(query.recipient);
        return {"GET", target};
    }
    QByteArray target = "/emails" + limitOf(query);
    if (query.offset > 0)
        target += "&offset=" + QByteArray::number(query.offset);
    if (!query.recipient.isEmpty())
        target += "&recipient=" + encoded(query.recipient);
    return {"GET", target};
}

Request get(Form form, const QString &id)
{
    return {"GET", path(form, id)};
}

Request store(Form form, const NewDocument &document)
{
    QJsonObject json{
        {QStringLiteral("sender"), document.sender},
        {QStringLiteral("recipient"), document.recipient},
        {QStringLiteral("subject"), document.subject},
        {QStringLiteral("body"), document.body},
    };
    if (form == Form::Deployed) {
        json[QStringLiteral("timestamp")] = document.key.timestamp;
        json[QStringLiteral("read")] = document.read;
        json[QStringLiteral("folder")] =
            document.folder.isEmpty() ? QStringLiteral("INBOX") : document.folder;
    } else {
        QJsonObject headers;
        for (const auto &[name, value] : document.headers)
            headers[name] = value;
        headers[QLatin1StringView(KeyHeader)] = document.key.token;
        json[QStringLiteral("headers")] = headers;
    }
    return {.verb = "POST",
        .target = form == Form::Deployed ? "/api/emails" : "/store",
        .content = QJsonDocument(json).toJson(QJsonDocument::Compact),
        .repeatable = false};
}

Request remove(Form form, const QString &id)
{
    return {"DELETE", path(form, id)};
}

Request setRead(const QString &id, bool read)
{
    return {"PUT", path(Form::Deployed, id) + "/read?read=" + (read ? "true" : "false")};
}

Request unreadCount(const QString &address)
{
    return {"GET", "/api/emails/unread/count?user_email=" + encoded(address)};
}

std::optional<QString> storedId(Form form, QByteArrayView answer)
{
    const auto members = readMembers(answer);
    if (!members)
        return std::nullopt;
    const auto found = members->find(form == Form::Deployed ? "id" : "email_id");
    if (found == members->end() || !validId(found->second))
        return std::nullopt;
    return found->second;
}

} // namespace digidig::storageclient::wire
