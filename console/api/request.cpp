// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/request.h"

#include <QtCore/QJsonDocument>

namespace digidig::console {

namespace {

/// @p text as one word of a POSIX shell.
QString quoted(QString text)
{
    return u'\'' + text.replace(u'\'', QStringLiteral("'\\''")) + u'\'';
}

} // namespace

QString segment(const QString &text)
{
    // A segment of dots alone would be a step in the path.
    if (text == u"." || text == u"..")
        return QString(text).replace(u'.', QStringLiteral("%2E"));
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

Request Request::get(const QString &path, const QUrlQuery &query)
{
    return {.path = path, .query = query};
}

Request Request::send(
    const QByteArray &method, const QString &path, const QJsonObject &body, const QUrlQuery &query)
{
    return {.method = method,
        .path = path,
        .query = query,
        .body = QJsonDocument(body).toJson(QJsonDocument::Compact),
        .contentType = "application/json"};
}

Request Request::remove(const QString &path, const QUrlQuery &query)
{
    return {.method = "DELETE", .path = path, .query = query};
}

QUrl Request::url(const QUrl &base) const
{
    QString whole = base.path(QUrl::FullyEncoded);
    while (whole.endsWith(u'/'))
        whole.chop(1);
    QUrl url = base;
    url.setPath(whole + path, QUrl::TolerantMode);
    // QUrlQuery leaves + alone, which forms read as a space.
    QString text = query.toString(QUrl::FullyEncoded);
    url.setQuery(text.replace(u'+', QStringLiteral("%2B")), QUrl::StrictMode);
    if (text.isEmpty())
        url.setQuery(QString());
    return url;
}

/// The body as one word of a shell.
QString Request::bodyWord() const
{
    if (secrets.isEmpty())
        return quoted(QString::fromUtf8(body));
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    QStringList members;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const bool secret = secrets.contains(it.key()) && !it->isNull();
        const QJsonObject one{{it.key(), secret ? QJsonValue(QString()) : it.value()}};
        // {"name":""} without its braces, and with a variable between the last two quotation marks.
        QString member = quoted(QString::fromUtf8(QJsonDocument(one).toJson(QJsonDocument::Compact)).chopped(1).mid(1));
        if (secret)
            member.insert(member.size() - 2, QStringLiteral("'\"$%1\"'").arg(it.key().toUpper()));
        members.append(member);
    }
    return QLatin1String("'{'") + members.join(u',') + QLatin1String("'}'");
}

QString Request::curl(const QUrl &base, bool withToken) const
{
    QString line = QStringLiteral("curl");
    if (method != "GET")
        line += QStringLiteral(" -X ") + QString::fromLatin1(method);
    line += u' ' + quoted(url(base).toString(QUrl::FullyEncoded));
    if (withToken)
        line += QStringLiteral(" -H \"Authorization: Bearer $TOKEN\"");
    if (!contentType.isEmpty())
        line += QStringLiteral(" -H ") + quoted(QStringLiteral("Content-Type: ") + QString::fromLatin1(contentType));
    for (const auto &[name, value] : headers)
        line += QStringLiteral(" -H ") + quoted(QString::fromLatin1(name) + QStringLiteral(": ") + QString::fromUtf8(value));
    if (upload)
        line += QStringLiteral(" --data-binary @FILE");
    else if (!body.isEmpty())
        line += QStringLiteral(" -d ") + bodyWord();
    return line;
}

} // namespace digidig::console
