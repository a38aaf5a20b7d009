// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/messagesection.h"

#include <algorithm>

namespace digidig::imap {

namespace {

std::optional<ByteRange> within(qint64 first, qint64 end, qint64 size)
{
    first = std::clamp<qint64>(first, 0, size);
    return ByteRange{first, std::clamp<qint64>(end, first, size)};
}

/// The node whose header and text HEADER and TEXT of @p part mean: the message inside.
const mime::Part *nestedMessage(const mime::Part &part)
{
    return part.isMessage() && !part.children.empty() ? &part.children.front() : nullptr;
}

bool named(QByteArrayView name, const QByteArrayList &names)
{
    return std::any_of(names.begin(), names.end(),
        [name](const QByteArray &one) { return one.compare(name, Qt::CaseInsensitive) == 0; });
}

} // namespace

std::optional<ByteRange> sectionRange(
    const mime::Part &root, QByteArrayView part, SectionText text, qint64 size)
{
    if (part.isEmpty()) {
        switch (text) {
        case SectionText::All:
            return ByteRange{0, size};
        case SectionText::Header:
            return within(0, root.bodyBegin, size);
        case SectionText::Text:
            return within(root.bodyBegin, size, size);
        case SectionText::Mime:
            return std::nullopt;
        }
    }
    const mime::Part *const found = root.find(part);
    if (!found)
        return std::nullopt;
    const mime::Part *const inner = nestedMessage(*found);
    switch (text) {
    case SectionText::All:
        return within(found->bodyBegin, found->bodyEnd, size);
    case SectionText::Mime:
        return within(found->headerBegin, found->bodyBegin, size);
    case SectionText::Header:
        return inner ? within(inner->headerBegin, inner->bodyBegin, size) : std::nullopt;
    case SectionText::Text:
        return inner ? within(inner->bodyBegin, inner->bodyEnd, size) : std::nullopt;
    }
    return std::nullopt;
}

QByteArray selectedFields(QByteArrayView header, const QByteArrayList &names, bool inverted)
{
    QByteArray chosen;
    bool taking = false;
    bool blank = false;
    qsizetype at = 0;
    while (at < header.size()) {
        qsizetype end = header.indexOf('\n', at);
        end = end < 0 ? header.size() : end + 1;
        const QByteArrayView line = header.sliced(at, end - at);
        at = end;
        blank = line == "\r\n" || line == "\n";
        if (blank)
            break;
        const bool folded = line.front() == ' ' || line.front() == '\t';
        if (!folded) {
            const qsizetype colon = line.indexOf(':');
            // What is no field belongs to nobody's list.
            const bool hit = colon > 0 && named(line.first(colon).trimmed(), names);
            taking = hit != inverted;
        }
        if (taking)
            chosen += line;
    }
    if (!chosen.isEmpty() && !chosen.endsWith('\n'))
        chosen += "\r\n";
    // A message without body may lack the blank line; then so does this (RFC 9051 §6.4.5.1).
    return blank ? chosen + "\r\n" : chosen;
}

} // namespace digidig::imap
