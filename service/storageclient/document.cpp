// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/document.h"

#include "core/clock.h"
#include "core/text.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QDateTime>
#include <QtCore/QTimeZone>

namespace digidig::storageclient {

QByteArray Document::digest() const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    // Each text behind its length, so that no two contents read the same.
    const auto add = [&hash](const QString &text) {
        const QByteArray utf8 = text.toUtf8();
        hash.addData(QByteArray::number(utf8.size()) + ':');
        hash.addData(utf8);
    };
    for (const QString &text : {sender, recipient, subject, body, timestamp})
        add(text);
    for (const auto &[name, value] : headers) {
        add(name);
        add(value);
    }
    return hash.result();
}

qsizetype Document::chars() const
{
    qsizetype sum = id.size() + sender.size() + recipient.size() + subject.size() + body.size()
        + timestamp.size() + folder.size();
    for (const auto &[name, value] : headers)
        sum += name.size() + value.size();
    return sum;
}

StoreKey StoreKey::make(qint64 timestampMs, qint64 number)
{
    const auto time = QDateTime::fromMSecsSinceEpoch(timestampMs, QTimeZone::utc());
    return {.timestamp = time.toString(u"yyyy-MM-ddTHH:mm:ss.zzz")
            + QStringLiteral("%1").arg(number % 1000, 3, 10, QLatin1Char('0')),
        .token = core::newUuid(),
        .madeMs = core::nowMs()};
}

QString plainTime(QString timestamp)
{
    timestamp.replace(u' ', u'T');
    if (timestamp.endsWith(u'Z'))
        timestamp.chop(1);
    else if (timestamp.endsWith(u"+00:00"))
        timestamp.chop(6);
    return timestamp;
}

} // namespace digidig::storageclient
