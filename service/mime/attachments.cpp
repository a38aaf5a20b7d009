// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/structure.h"

namespace digidig::mime {

namespace {

bool isBodyText(const Part &part)
{
    static const QByteArrayList subtypes = {
        "plain", "html", "enriched", "richtext", "x-amp-html", "watch-html"};
    return part.type == "text" && subtypes.contains(part.subtype);
}

void mark(Part *part, const Part *parent, bool listed, QByteArrayList *list)
{
    for (Part &child : part->children)
        mark(&child, part, listed && !part->isMessage(), list);
    if (part->isMultipart())
        return;
    const bool asFile = !part->disposition.isEmpty() && part->disposition != "inline";
    const bool referenced = parent && parent->isMultipart() && parent->subtype == "related"
        && part != &parent->children.front() && !part->id.isEmpty() && !asFile;
    part->isInline = part->disposition == "inline" || referenced;
    // A file name makes a text a file, except for the message's only body.
    const bool isFile = !isBodyText(*part) || (parent && !part->fileName.isEmpty());
    part->isAttachment = asFile || (isFile && !referenced);
    if (part->isAttachment && listed)
        list->append(part->number);
}

} // namespace

QByteArrayList markAttachments(Part *root)
{
    QByteArrayList list;
    mark(root, nullptr, true, &list);
    return list;
}

} // namespace digidig::mime
