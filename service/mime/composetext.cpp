// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/composetext.h"

#include "mime/addresslist.h"

#include <algorithm>
#include <cctype>
#include <cstring>

namespace digidig::mime {

namespace {

constexpr qsizetype LineLimit = 78; // RFC 5322 §2.1.1: should; 998 is a must
constexpr qsizetype HardLimit = 998;
constexpr qsizetype WordBytes = 45; // in base64 60 characters, with the rest of an encoded-word 72
constexpr qsizetype FirstWordBytes = 33; // leaves room for the field name

bool isPlain(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

/// @p text as encoded-words of whole characters, separated by folds.
QByteArray encodedWords(const QByteArray &text)
{
    QByteArray out;
    for (qsizetype pos = 0; pos < text.size();) {
        qsizetype end = std::min(text.size(), pos + (pos == 0 ? FirstWordBytes : WordBytes));
        while (end < text.size() && end > pos + 1 && (text[end] & 0xc0) == 0x80)
            --end;
        if (!out.isEmpty())
            out += "\r\n ";
        out += "=?utf-8?B?" + text.mid(pos, end - pos).toBase64() + "?=";
        pos = end;
    }
    return out;
}

/// Breaks lines before single spaces; what has none near stays long.
QByteArray folded(const QByteArray &name, const QByteArray &value)
{
    QByteArray out = name + ": ";
    qsizetype column = out.size();
    for (qsizetype pos = 0; pos < value.size();) {
        qsizetype next = value.indexOf(' ', pos + 1);
        if (next < 0)
            next = value.size();
        if (pos > 0 && column + next - pos > LineLimit) {
            out += "\r\n";
            column = 0;
        }
        out += QByteArrayView(value).sliced(pos, next - pos);
        column += next - pos;
        pos = next;
    }
    return out + "\r\n";
}

bool hasLongWord(const QByteArray &value)
{
    qsizetype run = 0;
    for (char c : value) {
        run = c == ' ' ? 0 : run + 1;
        if (run > HardLimit - 80)
            return true;
    }
    return false;
}

QByteArray displayName(const QByteArray &name)
{
    if (!isPlain(name) || name.contains("=?") || hasLongWord(name))
        return encodedWords(name);
    const auto isAtom = [](char c) {
        return isalnum(static_cast<uchar>(c)) || strchr("!#$%&'*+-/=?^_`{|}~ ", c);
    };
    if (std::all_of(name.begin(), name.end(), isAtom))
        return name;
    QByteArray quoted = "\"";
    for (char c : name) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

QByteArray quotedPrintable(const QByteArray &text)
{
    static constexpr char Hex[] = "0123456789ABCDEF";
    constexpr qsizetype Width = 76;
    QByteArray out;
    qsizetype column = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') {
            out += "\r\n";
            column = 0;
            continue;
        }
        const bool lineEnd = i + 1 == text.size() || text[i + 1] == '\n';
        const bool literal =
            (c > ' ' && c < '\x7f' && c != '=') || ((c == ' ' || c == '\t') && !lineEnd);
        const qsizetype width = literal ? 1 : 3;
        if (column + width > Width - (lineEnd ? 0 : 1)) {
            out += "=\r\n";
            column = 0;
        }
        if (literal) {
            out += c;
        } else {
            out += '=';
            out += Hex[static_cast<uchar>(c) >> 4];
            out += Hex[static_cast<uchar>(c) & 15];
        }
        column += width;
    }
    return out;
}

QByteArray base64Lines(const QByteArray &text)
{
    constexpr qsizetype Width = 76;
    const QByteArray base64 = QByteArray(text).replace("\n", "\r\n").toBase64();
    QByteArray out;
    for (qsizetype pos = 0; pos < base64.size(); pos += Width)
        out += base64.mid(pos, Width) + "\r\n";
    return out;
}

} // namespace

QString cleanValue(const QString &value)
{
    QString clean;
    bool gap = false;
    for (QChar c : value) {
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator
            || c == QChar::ParagraphSeparator) {
            gap = true;
            continue;
        }
        if (gap && !clean.isEmpty() && c != u' ')
            clean += u' ';
        gap = false;
        clean += c;
    }
    return clean;
}

QByteArray textField(const QByteArray &name, const QString &value)
{
    const QString clean = cleanValue(value);
    const QByteArray utf8 = clean.toUtf8();
    const bool subject = name.compare("Subject", Qt::CaseInsensitive) == 0;
    // A subject that only looks encoded must come back as it is; elsewhere it may well be encoded.
    if (!isPlain(utf8) || hasLongWord(utf8) || (subject && utf8.contains("=?"))
        || utf8.startsWith(' ') || utf8.endsWith(' '))
        return name + ": " + encodedWords(utf8) + "\r\n";
    return folded(name, utf8);
}

QByteArray addressField(const QByteArray &name, const QString &value)
{
    QByteArray list;
    bool first = true;
    for (const RawAddress &address : parseAddresses(cleanValue(value).toUtf8())) {
        if (!first && address.kind != RawAddress::Kind::GroupEnd)
            list += list.endsWith(':') ? " " : ", ";
        first = false;
        if (address.kind == RawAddress::Kind::GroupBegin) {
            list += displayName(address.name) + ':';
        } else if (address.kind == RawAddress::Kind::GroupEnd) {
            list += ';';
        } else {
            const QByteArray spec =
                address.domain.isEmpty() ? address.local : address.local + '@' + address.domain;
            list += address.name.isEmpty() ? spec : displayName(address.name) + " <" + spec + '>';
        }
    }
    return folded(name, list);
}

EncodedBody encodeBody(const QString &body)
{
    QString text = body;
    text.replace(QLatin1String("\r\n"), QLatin1String("\n")).replace(u'\r', u'\n');
    text.remove(QChar(0));
    const QString head = text.left(500).trimmed();
    EncodedBody result;
    result.html = head.startsWith(QLatin1String("<!doctype html"), Qt::CaseInsensitive)
        || head.startsWith(QLatin1String("<html"), Qt::CaseInsensitive);

    const QByteArray utf8 = text.toUtf8();
    qsizetype odd = 0;
    qsizetype line = 0;
    bool plain = true;
    for (char c : utf8) {
        line = c == '\n' ? 0 : line + 1;
        const bool ascii = (c >= ' ' && c < '\x7f') || c == '\n' || c == '\t';
        odd += ascii ? 0 : 1;
        plain = plain && ascii && line <= HardLimit;
    }
    if (plain) {
        result.encoding = "7bit";
        result.bytes = QByteArray(utf8).replace("\n", "\r\n");
    } else if (odd * 4 <= utf8.size()) {
        result.encoding = "quoted-printable";
        result.bytes = quotedPrintable(utf8);
    } else {
        result.encoding = "base64";
        result.bytes = base64Lines(utf8);
    }
    return result;
}

} // namespace digidig::mime
