// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/connection.h"

#include "core/clock.h"

namespace digidig::api {

namespace {

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

} // namespace

QJsonObject Connection::toJson() const
{
    QJsonObject object{
        {QStringLiteral("id"), QString::number(id)},
        {QStringLiteral("protocol"), protocol},
        {QStringLiteral("peer"), peer},
        {QStringLiteral("user"), textOrNull(user)},
        {QStringLiteral("client"), textOrNull(client)},
        {QStringLiteral("mailbox"), textOrNull(mailbox)},
        {QStringLiteral("tls"), tls},
        {QStringLiteral("cipher"), textOrNull(cipher)},
        {QStringLiteral("since"), core::rfc3339(sinceMs)},
        {QStringLiteral("idle_seconds"), idleSeconds},
        {QStringLiteral("bytes_in"), bytesIn},
        {QStringLiteral("bytes_out"), bytesOut},
        {QStringLiteral("compressed"), compressed},
        {QStringLiteral("state"), state},
    };
    if (compressed) {
        object.insert(QStringLiteral("uncompressed_in"), contentIn);
        object.insert(QStringLiteral("uncompressed_out"), contentOut);
    }
    return object;
}

} // namespace digidig::api
