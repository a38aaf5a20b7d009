// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/token.h"

#include "core/clock.h"

namespace digidig::api {

QJsonObject Token::toJson() const
{
    QJsonObject object{
        {QStringLiteral("id"), id},
        {QStringLiteral("name"), name},
        {QStringLiteral("scope"), scope},
        {QStringLiteral("created_at"), core::rfc3339(createdMs)},
        {QStringLiteral("created_by"), createdBy},
        {QStringLiteral("expires_at"),
            expiresMs ? QJsonValue(core::rfc3339(*expiresMs)) : QJsonValue()},
        {QStringLiteral("expired"), expired},
        {QStringLiteral("last_used_at"),
            lastUsedMs > 0 ? QJsonValue(core::rfc3339(lastUsedMs)) : QJsonValue()},
    };
    if (!account.isEmpty())
        object.insert(QStringLiteral("account"), account);
    if (!secret.isEmpty())
        object.insert(QStringLiteral("token"), secret);
    return object;
}

} // namespace digidig::api
