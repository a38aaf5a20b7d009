// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/thread.h"

#include "core/clock.h"

#include <QtCore/QJsonArray>

namespace digidig::api {

QJsonObject Thread::toJson() const
{
    QJsonObject object{
        {QStringLiteral("thread_id"), id},
        {QStringLiteral("subject"), subject},
        {QStringLiteral("participants"), QJsonArray::fromStringList(participants)},
        {QStringLiteral("more_participants"), moreParticipants},
        {QStringLiteral("count"), count},
        {QStringLiteral("unread"), unread},
        {QStringLiteral("flagged"), flagged},
        {QStringLiteral("has_attachments"), hasAttachments},
        {QStringLiteral("first_received_at"), core::rfc3339(firstReceivedMs)},
        {QStringLiteral("last_received_at"), core::rfc3339(lastReceivedMs)},
        {QStringLiteral("latest_id"), latestId},
    };
    if (truncated)
        object.insert(QStringLiteral("truncated"), true);
    return object;
}

QJsonObject ThreadPlace::toJson() const
{
    QJsonObject object{
        {QStringLiteral("parent"), parent ? QJsonValue(*parent) : QJsonValue()},
        {QStringLiteral("depth"), depth},
        {QStringLiteral("email"), email ? QJsonValue(*email) : QJsonValue()},
    };
    if (!messageId.isEmpty())
        object.insert(QStringLiteral("message_id"), messageId);
    return object;
}

} // namespace digidig::api
