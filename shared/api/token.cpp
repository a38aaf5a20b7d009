// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/token.h"

#include "api/time.h"

namespace digidig::api {

QJsonObject Token::toJson() const
{
    QJsonObject object{
        {QStringLiteral("id"), id},
        {QStringLiteral("name"), name},
        {QStringLiteral("scope"), scope},
        {QStringLiteral("created_at"), core::rfc3339(createdMs)},
        {QStringLiteral("created_by"), createdBy},
        {QStringLiteral("expires_at"), timeOrNull(expiresMs.value_or(0))},
        {QStringLiteral("expired"), expired},
        {QStringLiteral("last_used_at"), timeOrNull(lastUsedMs)},
    };
    if (!account.isEmpty())
        object.insert(QStringLiteral("account"), account);
    if (!secret.isEmpty())
        object.insert(QStringLiteral("token"), secret);
    return object;
}

} // namespace digidig::api
