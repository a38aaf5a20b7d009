// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/deletedemail.h"

#include "core/clock.h"

namespace digidig::api {

QJsonObject DeletedEmail::toJson() const
{
    return {
        {QStringLiteral("id"), id},
        {QStringLiteral("sender"), sender},
        {QStringLiteral("recipient"), recipient},
        {QStringLiteral("subject"), subject},
        {QStringLiteral("mailbox_name"), mailboxName},
        {QStringLiteral("size"), size},
        {QStringLiteral("received_at"), core::rfc3339(receivedMs)},
        {QStringLiteral("deleted_at"), core::rfc3339(deletedMs)},
        {QStringLiteral("expires_at"), core::rfc3339(expiresMs)},
    };
}

} // namespace digidig::api
