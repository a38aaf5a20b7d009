// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/synthesis.h"

#include "mime/compose.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QRegularExpression>

#include <algorithm>

namespace digidig::storageclient {

namespace {

/// A domain that nobody can have (RFC 2606 §2).
constexpr QLatin1String MessageIdDomain("@storage.digidig.invalid");
constexpr qsizetype LongestPlainId = 100;

/// An id as the left side of a Message-ID; what could not stand there is hashed.
QString leftSide(const QString &id)
{
    const bool plain = !id.isEmpty() && id.size() <= LongestPlainId
        && std::all_of(id.begin(), id.end(), [](QChar c) {
               return c == u'-' || c == u'_' || (c.unicode() < 128 && c.isLetterOrNumber());
           });
    if (plain)
        return id;
    return QString::fromLatin1(
        QCryptographicHash::hash(id.toUtf8(), QCryptographicHash::Sha256).toHex());
}

/// The time in an ObjectId: its first four bytes, in seconds.
qint64 timeOfId(const QString &id)
{
    static const QRegularExpression objectId(QStringLiteral("^([0-9a-fA-F]{8})[0-9a-fA-F]{16}$"));
    return objectId.match(id).captured(1).toLongLong(nullptr, 16) * 1000;
}

} // namespace

qint64 timeOf(const Document &document)
{
    return document.has(Document::Timestamp) ? document.timestampMs : timeOfId(document.id);
}

QByteArray synthesised(const Document &document)
{
    mime::Compose message;
    message.sender = document.sender;
    if (!document.recipient.isEmpty())
        message.recipients = {document.recipient};
    message.subject = document.subject;
    message.body = document.body;
    for (const auto &[name, value] : document.headers)
        message.headers.append({name, value});
    message.dateMs = timeOf(document);
    message.messageId = leftSide(document.id) + MessageIdDomain;
    return mime::compose(message);
}

} // namespace digidig::storageclient
