// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/email.h"

#include "core/clock.h"

namespace digidig::api {

QJsonObject Attachment::toJson() const
{
    QJsonObject object{
        {QStringLiteral("n"), n},
        {QStringLiteral("part"), part},
        {QStringLiteral("filename"), fileName},
        {QStringLiteral("content_type"), contentType},
        {QStringLiteral("size"), size},
        {QStringLiteral("inline"), isInline},
        {QStringLiteral("url"), url},
    };
    if (!contentId.isEmpty())
        object.insert(QStringLiteral("content_id"), contentId);
    return object;
}

QJsonObject Email::toJson() const
{
    QJsonObject object{
        {QStringLiteral("id"), id},
        {QStringLiteral("sender"), sender},
        {QStringLiteral("recipient"), recipient},
        {QStringLiteral("subject"), subject},
        {QStringLiteral("body"), body},
        {QStringLiteral("received_at"), core::rfc3339(receivedMs)},
        {QStringLiteral("account"), account},
        {QStringLiteral("mailbox"), mailbox},
        {QStringLiteral("uid"), qint64(uid)},
        {QStringLiteral("modseq"), modSeq},
        {QStringLiteral("flags"), QJsonArray::fromStringList(flags)},
        {QStringLiteral("read"), read},
        {QStringLiteral("size"), size},
        {QStringLiteral("thread_id"), threadId},
        {QStringLiteral("email_id"), emailId},
        {QStringLiteral("preview"), preview},
        {QStringLiteral("has_attachments"), hasAttachments},
    };
    if (bodyTruncated)
        object.insert(QStringLiteral("body_truncated"), true);
    if (damaged)
        object.insert(QStringLiteral("damaged"), true);
    return object;
}

QJsonObject EmailDetail::toJson() const
{
    QJsonObject object = email.toJson();
    QJsonArray list;
    for (const Attachment &attachment : attachments)
        list.append(attachment.toJson());
    object.insert(QStringLiteral("headers"), headers);
    object.insert(QStringLiteral("text"), email.body);
    object.insert(QStringLiteral("html"), html.isEmpty() ? QJsonValue() : QJsonValue(html));
    object.insert(QStringLiteral("message_id"), messageId);
    object.insert(
        QStringLiteral("date"), dateMs ? QJsonValue(core::rfc3339(*dateMs)) : QJsonValue());
    object.insert(QStringLiteral("attachments"), list);
    return object;
}

QJsonObject selected(const QJsonObject &object, const QStringList &fields)
{
    if (fields.isEmpty())
        return object;
    QJsonObject result;
    for (const QString &field : fields) {
        const auto member = object.constFind(field);
        if (member != object.constEnd())
            result.insert(field, *member);
    }
    return result;
}

} // namespace digidig::api
