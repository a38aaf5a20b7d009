// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/fetchitem.h"

#include "imapproto/grammar.h"
#include "imapproto/scanner.h"

#include <algorithm>

namespace digidig::imapproto {

namespace {

using FetchKind = FetchItem::Kind;

constexpr struct FetchWord {
    const char *word;
    FetchKind kind;
} FetchWords[] = {
    {"ENVELOPE", FetchKind::Envelope},
    {"FLAGS", FetchKind::Flags},
    {"INTERNALDATE", FetchKind::InternalDate},
    {"RFC822", FetchKind::Rfc822},
    {"RFC822.HEADER", FetchKind::Rfc822Header},
    {"RFC822.TEXT", FetchKind::Rfc822Text},
    {"RFC822.SIZE", FetchKind::Rfc822Size},
    {"BODY", FetchKind::Body},
    {"BODYSTRUCTURE", FetchKind::BodyStructure},
    {"UID", FetchKind::Uid},
    {"MODSEQ", FetchKind::ModSeq},
    {"EMAILID", FetchKind::EmailId},
    {"THREADID", FetchKind::ThreadId},
    {"PREVIEW", FetchKind::Preview},
    {"SAVEDATE", FetchKind::SaveDate},
};

constexpr struct TextWord {
    const char *word;
    Section::Text text;
} TextWords[] = {
    {"HEADER", Section::Text::Header},
    {"HEADER.FIELDS", Section::Text::HeaderFields},
    {"HEADER.FIELDS.NOT", Section::Text::HeaderFieldsNot},
    {"TEXT", Section::Text::Text},
    {"MIME", Section::Text::Mime},
};

/// `section-part`; @p more when a dot and no number follow it.
bool parsePart(Scanner &in, std::vector<quint32> &part, bool &more)
{
    more = false;
    while (isDigit(in.peek())) {
        quint32 number = 0;
        if (!in.nzNumber(number))
            return false;
        if (part.size() >= size_t(Section::MaxDepth))
            return in.fail("Part number too deep");
        part.push_back(number);
        more = in.skip('.');
        if (!more)
            return true;
    }
    return true;
}

/// `section-text`, after the dot if there is a part.
bool parseText(Scanner &in, Section &section)
{
    QByteArray name;
    if (!in.name(name))
        return false;
    const auto known = std::find_if(std::begin(TextWords), std::end(TextWords),
        [&](const TextWord &entry) { return name == entry.word; });
    if (known == std::end(TextWords))
        return in.fail("Unknown section");
    section.text = known->text;
    if (section.text == Section::Text::Mime && section.part.empty())
        return in.fail("MIME is for parts only");
    if (section.text != Section::Text::HeaderFields
        && section.text != Section::Text::HeaderFieldsNot)
        return true;
    return in.space() && in.list([&] {
        QByteArray field;
        if (!in.astring(field))
            return false;
        section.fields += field;
        return true;
    });
}

/// What is between the brackets, and both of them.
bool parseSection(Scanner &in, bool withText, Section &section)
{
    bool more = false;
    if (!in.expect('[') || !parsePart(in, section.part, more))
        return false;
    if (more || (section.part.empty() && in.peek() != ']')) {
        if (!withText)
            return in.fail("Expected a part number");
        if (!parseText(in, section))
            return false;
    }
    return in.expect(']');
}

bool parsePartial(Scanner &in, std::optional<PartialRange> &partial)
{
    if (!in.skip('<'))
        return true;
    PartialRange range;
    if (!in.number64(range.offset) || !in.expect('.') || !in.number64(range.length)
        || !in.expect('>'))
        return false;
    if (range.length == 0)
        return in.fail("Expected a length above zero");
    partial = range;
    return true;
}

/// Behind PREVIEW: `(LAZY)` (RFC 8970 §6), unless it is what follows the items.
bool parsePreview(Scanner &in, bool &lazy)
{
    if (!in.peekText(" (LAZY"))
        return true;
    return in.space() && in.list([&] {
        QByteArray word;
        if (!in.word(word))
            return false;
        lazy = true;
        return word == "LAZY" || in.fail("Unknown preview modifier");
    });
}

bool parseItem(Scanner &in, FetchItem &item)
{
    QByteArray name;
    if (!in.name(name))
        return false;
    if (in.peek() == '[') {
        item.peek = name.endsWith(".PEEK");
        const QByteArray base = item.peek ? name.chopped(5) : name;
        if (base == "BODY")
            item.kind = FetchKind::BodySection;
        else if (base == "BINARY")
            item.kind = FetchKind::Binary;
        else if (name == "BINARY.SIZE")
            item.kind = FetchKind::BinarySize;
        else
            return in.fail("Unknown data item");
        if (!parseSection(in, item.kind == FetchKind::BodySection, item.section))
            return false;
        return item.kind == FetchKind::BinarySize || parsePartial(in, item.partial);
    }
    const auto known = std::find_if(
        std::begin(FetchWords), std::end(FetchWords), [&](const FetchWord &entry) { return name == entry.word; });
    if (known == std::end(FetchWords))
        return in.fail("Unknown data item");
    item.kind = known->kind;
    return item.kind != FetchKind::Preview || parsePreview(in, item.lazy);
}

/// @p field as an astring of one line. What no quoted string may hold no field name has, and it is
/// only shown.
QByteArray labelField(const QByteArray &field)
{
    if (!field.isEmpty() && std::all_of(field.begin(), field.end(), isAstringChar))
        return field;
    QByteArray out = "\"";
    for (char c : field) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c >= ' ' && c < '\x7f' ? c : '?';
    }
    return out + '"';
}

} // namespace

bool FetchItem::setsSeen() const
{
    switch (kind) {
    case FetchKind::Rfc822:
    case FetchKind::Rfc822Text:
        return true;
    case FetchKind::BodySection:
    case FetchKind::Binary:
        return !peek;
    default:
        return false;
    }
}

bool parseFetchItems(Scanner &in, std::vector<FetchItem> &out)
{
    const auto one = [&] {
        FetchItem item;
        if (!parseItem(in, item))
            return false;
        if (std::find(out.begin(), out.end(), item) != out.end())
            return true;
        if (out.size() >= size_t(MaxFetchItems))
            return in.fail("Too many data items");
        out.push_back(std::move(item));
        return true;
    };
    if (in.peek() == '(')
        return in.list(one);
    const auto add = [&](std::initializer_list<FetchKind> kinds) {
        for (FetchKind kind : kinds)
            out.push_back(FetchItem{.kind = kind});
        return true;
    };
    // The macros of RFC 9051 §6.4.5 stand alone.
    if (in.skipWord("ALL"))
        return add({FetchKind::Flags, FetchKind::InternalDate, FetchKind::Rfc822Size, FetchKind::Envelope});
    if (in.skipWord("FAST"))
        return add({FetchKind::Flags, FetchKind::InternalDate, FetchKind::Rfc822Size});
    if (in.skipWord("FULL"))
        return add({FetchKind::Flags, FetchKind::InternalDate, FetchKind::Rfc822Size, FetchKind::Envelope, FetchKind::Body});
    return one();
}

QByteArray fetchLabel(const FetchItem &item)
{
    if (item.kind != FetchKind::BodySection && item.kind != FetchKind::Binary
        && item.kind != FetchKind::BinarySize) {
        return std::find_if(std::begin(FetchWords), std::end(FetchWords), [&](const FetchWord &entry) {
            return entry.kind == item.kind;
        })->word;
    }
    QByteArray out = item.kind == FetchKind::BodySection ? "BODY["
        : item.kind == FetchKind::Binary                 ? "BINARY["
                                                    : "BINARY.SIZE[";
    for (size_t i = 0; i < item.section.part.size(); ++i)
        out += (i > 0 ? "." : "") + QByteArray::number(item.section.part[i]);
    for (const TextWord &entry : TextWords) {
        if (entry.text == item.section.text)
            out += (item.section.part.empty() ? "" : ".") + QByteArray(entry.word);
    }
    char before = '(';
    for (const QByteArray &field : item.section.fields) {
        out += before == '(' ? " (" : " ";
        before = ' ';
        out += labelField(field);
    }
    out += before == ' ' ? ")]" : "]";
    if (item.partial)
        out += '<' + QByteArray::number(item.partial->offset) + '>';
    return out;
}

} // namespace digidig::imapproto
