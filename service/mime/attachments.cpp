// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/partdecoder.h"
#include "mime/structure.h"

#include <algorithm>

namespace digidig::mime {

namespace {

bool isBodyText(const Part &part)
{
    static const QByteArrayList subtypes = {
        "plain", "html", "enriched", "richtext", "x-amp-html", "watch-html"};
    return part.type == "text" && subtypes.contains(part.subtype);
}

qint64 decodedSize(QByteArrayView body, QByteArrayView encoding)
{
    if (!PartDecoder::transforms(encoding))
        return body.size();
    constexpr qsizetype Step = 64 * 1024;
    PartDecoder decoder(encoding);
    qint64 size = 0;
    for (; !body.isEmpty(); body = body.sliced(std::min(Step, body.size())))
        size += decoder.feed(body.first(std::min(Step, body.size()))).size();
    return size + decoder.finish().size();
}

void mark(QByteArrayView raw, Part *part, const Part *parent, bool listed, QByteArrayList *list)
{
    for (Part &child : part->children)
        mark(raw, &child, part, listed && !part->isMessage(), list);
    if (part->isMultipart())
        return;
    const bool asFile = !part->disposition.isEmpty() && part->disposition != "inline";
    const bool referenced = parent && parent->isMultipart() && parent->subtype == "related"
        && part != &parent->children.front() && !part->id.isEmpty() && !asFile;
    part->isInline = part->disposition == "inline" || referenced;
    // A file name makes a text a file, except for the message's only body.
    const bool isFile = !isBodyText(*part) || (parent && !part->fileName.isEmpty());
    part->isAttachment = asFile || (isFile && !referenced);
    if (part->isAttachment && listed) {
        list->append(part->number);
        part->decodedSize = decodedSize(raw.sliced(part->bodyBegin, part->size()), part->encoding);
    }
}

} // namespace

QByteArrayList markAttachments(QByteArrayView raw, Part *root)
{
    QByteArrayList list;
    mark(raw, root, nullptr, true, &list);
    return list;
}

} // namespace digidig::mime
