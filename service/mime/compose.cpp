// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/compose.h"

#include "mime/addresslist.h"
#include "mime/composetext.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QDateTime>
#include <QtCore/QLocale>

#include <algorithm>
#include <cctype>

namespace digidig::mime {

namespace {

bool isFieldName(const QString &name)
{
    constexpr qsizetype Longest = 70;
    return !name.isEmpty() && name.size() <= Longest
        && std::all_of(
            name.begin(), name.end(), [](QChar c) { return c > u' ' && c < u'\x7f' && c != u':'; });
}

bool isMimeField(const QString &name)
{
    return name.startsWith(QLatin1String("content-"), Qt::CaseInsensitive)
        || name.compare(QLatin1String("mime-version"), Qt::CaseInsensitive) == 0;
}

bool isAddressField(const QString &name)
{
    static const QStringList names = {QStringLiteral("from"), QStringLiteral("sender"),
        QStringLiteral("to"), QStringLiteral("cc"), QStringLiteral("bcc"),
        QStringLiteral("reply-to"), QStringLiteral("resent-to"), QStringLiteral("resent-from")};
    return names.contains(name.toLower());
}

QByteArray rfc5322Date(qint64 ms)
{
    // Years 0 to 9999; beyond them RFC 5322 has no form.
    ms = std::clamp<qint64>(ms, -62'135'596'800'000, 253'402'300'799'000);
    const QDateTime date = QDateTime::fromMSecsSinceEpoch(ms).toUTC();
    return QLocale::c().toString(date, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")).toLatin1()
        + " +0000";
}

QByteArray derivedMessageId(const Compose &compose)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const QString &text) {
        const QByteArray utf8 = text.toUtf8();
        hash.addData(QByteArray::number(utf8.size()) + ':' + utf8);
    };
    add(compose.sender);
    add(QString::number(compose.recipients.size()));
    for (const QString &recipient : compose.recipients)
        add(recipient);
    add(compose.subject);
    add(compose.body);
    for (const auto &[name, value] : compose.headers) {
        add(name);
        add(value);
    }
    add(QString::number(compose.dateMs));
    const auto sender = parseAddresses(cleanValue(compose.sender).toUtf8());
    QByteArray domain = sender.empty() ? QByteArray() : sender.front().domain;
    const auto legal = [](char c) {
        return isalnum(static_cast<uchar>(c)) || c == '.' || c == '-';
    };
    if (domain.isEmpty() || !std::all_of(domain.begin(), domain.end(), legal))
        domain = "localhost";
    return hash.result().toHex().left(32) + '@' + domain;
}

QString messageId(const Compose &compose)
{
    QString id = cleanValue(compose.messageId);
    id.removeIf([](QChar c) { return c == u'<' || c == u'>' || c.isSpace(); });
    if (id.isEmpty())
        id = QString::fromLatin1(derivedMessageId(compose));
    return u'<' + id + u'>';
}

} // namespace

QByteArray compose(const Compose &compose)
{
    QList<std::pair<QString, QString>> fields = {
        {QStringLiteral("From"), compose.sender},
        {QStringLiteral("To"), compose.recipients.join(QStringLiteral(", "))},
        {QStringLiteral("Subject"), compose.subject},
        {QStringLiteral("Date"), QString::fromLatin1(rfc5322Date(compose.dateMs))},
        {QStringLiteral("Message-ID"), messageId(compose)},
    };
    const qsizetype own = fields.size();
    for (const auto &[name, value] : compose.headers) {
        if (!isFieldName(name) || isMimeField(name))
            continue;
        const auto end = fields.begin() + own;
        const auto same = std::find_if(fields.begin(), end, [&name = name](const auto &field) {
            return field.first.compare(name, Qt::CaseInsensitive) == 0;
        });
        if (same != end)
            same->second = value;
        else
            fields.append({name, value});
    }

    QByteArray out;
    for (const auto &[name, value] : fields) {
        if (name == QLatin1String("To") && value.isEmpty())
            continue; // RFC 5322 §3.6.3: not without an address
        out += isAddressField(name) ? addressField(name.toLatin1(), value)
                                    : textField(name.toLatin1(), value);
    }
    const EncodedBody body = encodeBody(compose.body);
    out += "MIME-Version: 1.0\r\n";
    out += body.html ? "Content-Type: text/html; charset=utf-8\r\n"
                     : "Content-Type: text/plain; charset=utf-8\r\n";
    out += "Content-Transfer-Encoding: " + body.encoding + "\r\n\r\n";
    return out + body.bytes;
}

} // namespace digidig::mime
