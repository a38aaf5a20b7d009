// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/account.h"

#include "core/clock.h"

#include <QtCore/QJsonArray>

namespace digidig::api {

QJsonObject Account::toJson() const
{
    return {
        {QStringLiteral("id"), id},
        {QStringLiteral("address"), address},
        {QStringLiteral("aliases"), QJsonArray::fromStringList(aliases)},
        {QStringLiteral("disabled"), disabled},
        {QStringLiteral("has_password"), hasPassword},
        {QStringLiteral("quota_bytes"), quotaBytes},
        {QStringLiteral("used_bytes"), usedBytes},
        {QStringLiteral("messages"), messages},
        {QStringLiteral("created_at"), core::rfc3339(createdMs)},
        {QStringLiteral("junk_header"), junkHeader ? QJsonValue(*junkHeader) : QJsonValue()},
    };
}

} // namespace digidig::api
