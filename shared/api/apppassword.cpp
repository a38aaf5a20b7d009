// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/apppassword.h"

#include "api/time.h"

namespace digidig::api {

QJsonObject AppPassword::toJson() const
{
    QJsonObject object{
        {QStringLiteral("id"), id},
        {QStringLiteral("name"), name},
        {QStringLiteral("created_at"), core::rfc3339(createdMs)},
        {QStringLiteral("last_used_at"), timeOrNull(lastUsedMs)},
    };
    if (!password.isEmpty()) {
        object.insert(QStringLiteral("password"), password);
        object.insert(QStringLiteral("scram_user"), scramUser);
    }
    return object;
}

} // namespace digidig::api
