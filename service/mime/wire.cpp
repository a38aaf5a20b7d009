// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/wire.h"

#include "mime/addresslist.h"

#include <algorithm>

namespace digidig::mime {

namespace {

/// RFC 9051 §9 `string`. A quoted string holds no CR, LF or 8-bit (IMAP4rev1 clients), a literal no
/// NUL.
void appendString(QByteArray &out, QByteArrayView text)
{
    QByteArray clean;
    if (text.contains('\0')) {
        clean = text.toByteArray();
        clean.removeIf([](char c) { return c == '\0'; });
        text = clean;
    }
    const bool quotable = std::all_of(text.begin(), text.end(),
        [](char c) { return static_cast<signed char>(c) > 0 && c != '\r' && c != '\n'; });
    if (!quotable) {
        out += '{' + QByteArray::number(text.size()) + "}\r\n";
        out += text;
        return;
    }
    out += '"';
    for (char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    out += '"';
}

/// RFC 9051 §9 `nstring`: a null array is NIL, an empty one is "".
void appendNString(QByteArray &out, const QByteArray &text)
{
    if (text.isNull())
        out += "NIL";
    else
        appendString(out, text);
}

/// NIL where a Part says "none" by being empty.
void appendOptional(QByteArray &out, const QByteArray &text)
{
    if (text.isEmpty())
        out += "NIL";
    else
        appendString(out, text);
}

void appendAddress(QByteArray &out, const RawAddress &address)
{
    out += '(';
    switch (address.kind) {
    case RawAddress::Kind::Mailbox:
        appendOptional(out, address.name);
        out += ' ';
        appendOptional(out, address.route);
        out += ' ';
        appendString(out, address.unquotedLocal());
        out += ' ';
        // NIL as host would begin a group.
        appendString(out, address.domain);
        break;
    case RawAddress::Kind::GroupBegin:
        out += "NIL NIL ";
        appendString(out, address.name);
        out += " NIL";
        break;
    case RawAddress::Kind::GroupEnd:
        out += "NIL NIL NIL NIL";
        break;
    }
    out += ')';
}

QByteArray addressList(const QByteArray &value)
{
    const std::vector<RawAddress> addresses = parseAddresses(value);
    if (addresses.empty())
        return "NIL";
    QByteArray out = "(";
    for (const RawAddress &address : addresses)
        appendAddress(out, address);
    return out + ')';
}

/// RFC 9051 §9 `body-fld-param`. A value that is not ASCII goes in RFC 2231 form, which every
/// client knows.
void appendParams(QByteArray &out, const QList<Parameter> &params)
{
    if (params.isEmpty()) {
        out += "NIL";
        return;
    }
    char before = '(';
    for (const auto &[name, value] : params) {
        out += before;
        before = ' ';
        const QByteArray utf8 = value.toUtf8();
        const bool ascii = utf8.size() == value.size()
            && std::all_of(
                utf8.begin(), utf8.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
        appendString(out, ascii ? name : name + '*');
        out += ' ';
        appendString(out, ascii ? utf8 : "utf-8''" + utf8.toPercentEncoding());
    }
    out += ')';
}

void appendExtension(QByteArray &out, const Part &part)
{
    out += ' ';
    if (part.disposition.isEmpty()) {
        out += "NIL";
    } else {
        out += '(';
        appendString(out, part.disposition);
        out += ' ';
        appendParams(out, part.dispositionParams);
        out += ')';
    }
    out += ' ';
    if (part.language.isEmpty()) {
        out += "NIL";
    } else if (part.language.size() == 1) {
        appendString(out, part.language.first());
    } else {
        char before = '(';
        for (const QByteArray &language : part.language) {
            out += before;
            before = ' ';
            appendString(out, language);
        }
        out += ')';
    }
    out += ' ';
    appendOptional(out, part.location);
}

void appendBody(QByteArray &out, const Part &part, bool extended)
{
    out += '(';
    if (part.isMultipart()) {
        for (const Part &child : part.children)
            appendBody(out, child, extended);
        out += ' ';
        appendString(out, part.subtype);
        if (extended) {
            out += ' ';
            appendParams(out, part.params);
            appendExtension(out, part);
        }
        out += ')';
        return;
    }
    appendString(out, part.type);
    out += ' ';
    appendString(out, part.subtype);
    out += ' ';
    appendParams(out, part.params);
    out += ' ';
    appendOptional(out, part.id);
    out += ' ';
    appendOptional(out, part.description);
    out += ' ';
    appendString(out, part.encoding);
    out += ' ' + QByteArray::number(part.size());
    if (part.isMessage()) {
        out += ' ' + part.envelope + ' ';
        appendBody(out, part.children.front(), extended);
    }
    if (part.isMessage() || part.type == "text")
        out += ' ' + QByteArray::number(part.lines);
    if (extended) {
        out += ' ';
        appendOptional(out, part.md5);
        appendExtension(out, part);
    }
    out += ')';
}

} // namespace

QByteArray wireEnvelope(const Header &header)
{
    const QByteArray from = addressList(header.value("From"));
    const auto orFrom = [&](const char *name) {
        const QByteArray list = addressList(header.value(name));
        return list == "NIL" ? from : list;
    };
    QByteArray out = "(";
    appendNString(out, header.value("Date"));
    out += ' ';
    appendNString(out, header.value("Subject"));
    out += ' ' + from + ' ' + orFrom("Sender") + ' ' + orFrom("Reply-To");
    for (const char *name : {"To", "Cc", "Bcc"})
        out += ' ' + addressList(header.joined(name));
    for (const char *name : {"In-Reply-To", "Message-ID"}) {
        out += ' ';
        appendNString(out, header.value(name));
    }
    return out + ')';
}

QByteArray wireBody(const Part &part, bool extended)
{
    QByteArray out;
    appendBody(out, part, extended);
    return out;
}

} // namespace digidig::mime
