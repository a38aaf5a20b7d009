// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/messageparts.h"

namespace digidig::rest {

namespace {

void collect(const mime::Part &part, std::vector<const mime::Part *> &into)
{
    if (part.isAttachment) {
        into.push_back(&part);
        return;
    }
    for (const mime::Part &child : part.children)
        collect(child, into);
}

QJsonObject parameters(const QList<mime::Parameter> &list)
{
    QJsonObject object;
    for (const auto &[name, value] : list)
        object.insert(QString::fromLatin1(name), value);
    return object;
}

} // namespace

std::vector<const mime::Part *> attachmentParts(const mime::Part &root)
{
    std::vector<const mime::Part *> parts;
    collect(root, parts);
    return parts;
}

QList<api::Attachment> attachmentsOf(const QString &id, const mime::Part &root)
{
    QList<api::Attachment> list;
    for (const mime::Part *part : attachmentParts(root)) {
        api::Attachment attachment;
        attachment.n = int(list.size()) + 1;
        attachment.part = QString::fromLatin1(part->number);
        attachment.fileName = part->fileName;
        attachment.contentType = QString::fromLatin1(part->mimeType());
        attachment.size = part->decodedSize;
        attachment.isInline = part->isInline;
        attachment.contentId = QString::fromUtf8(part->id);
        attachment.url = QStringLiteral("/emails/%1/attachments/%2").arg(id).arg(attachment.n);
        list.append(std::move(attachment));
    }
    return list;
}

QJsonObject treeOf(const mime::Part &part)
{
    QJsonObject object{
        {QStringLiteral("part"), QString::fromLatin1(part.number)},
        {QStringLiteral("content_type"), QString::fromLatin1(part.mimeType())},
        {QStringLiteral("parameters"), parameters(part.params)},
        {QStringLiteral("encoding"), QString::fromLatin1(part.encoding)},
        {QStringLiteral("offset"), part.bodyBegin},
        {QStringLiteral("size"), part.size()},
        {QStringLiteral("lines"), part.lines},
    };
    if (!part.disposition.isEmpty())
        object.insert(QStringLiteral("disposition"), QString::fromLatin1(part.disposition));
    if (!part.fileName.isEmpty())
        object.insert(QStringLiteral("filename"), part.fileName);
    if (!part.id.isEmpty())
        object.insert(QStringLiteral("content_id"), QString::fromUtf8(part.id));
    if (!part.description.isEmpty())
        object.insert(QStringLiteral("description"), QString::fromUtf8(part.description));
    if (!part.children.empty()) {
        QJsonArray children;
        for (const mime::Part &child : part.children)
            children.append(treeOf(child));
        object.insert(QStringLiteral("parts"), children);
    }
    return object;
}

} // namespace digidig::rest
