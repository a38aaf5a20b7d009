// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/mailbox.h"

namespace digidig::api {

QJsonObject Mailbox::toJson() const
{
    return {
        {QStringLiteral("id"), id},
        {QStringLiteral("name"), name},
        {QStringLiteral("parent"), parent.isEmpty() ? QJsonValue() : QJsonValue(parent)},
        {QStringLiteral("children"), children},
        {QStringLiteral("special_use"),
            specialUse.isEmpty() ? QJsonValue() : QJsonValue(specialUse)},
        {QStringLiteral("subscribed"), subscribed},
        {QStringLiteral("messages"), messages},
        {QStringLiteral("unseen"), unseen},
        {QStringLiteral("bytes"), bytes},
        {QStringLiteral("uid_validity"), qint64(uidValidity)},
        {QStringLiteral("uid_next"), qint64(uidNext)},
        {QStringLiteral("highest_modseq"), highestModSeq},
    };
}

} // namespace digidig::api
