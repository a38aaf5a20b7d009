// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/writer.h"

#include "imapproto/dates.h"
#include "imapproto/grammar.h"
#include "imapproto/mutf7.h"

#include <algorithm>

namespace digidig::imapproto {

namespace {

/// A longer string goes as a literal, which every reader is ready for.
constexpr qsizetype MaxQuoted = 4096;

const char *word(Condition condition)
{
    switch (condition) {
    case Condition::Ok:
        return "OK";
    case Condition::No:
        return "NO";
    case Condition::Bad:
        return "BAD";
    case Condition::Bye:
        return "BYE";
    case Condition::PreAuth:
        return "PREAUTH";
    }
    return "BAD";
}

} // namespace

QByteArray ResponseWriter::take()
{
    return std::exchange(m_out, {});
}

void ResponseWriter::tagged(
    QByteArrayView tag, Condition condition, const ResponseCode &code, QStringView text)
{
    const bool legal = !tag.isEmpty() && std::all_of(tag.begin(), tag.end(), isTagChar);
    m_out += legal ? tag : QByteArrayView("*");
    m_out += ' ';
    m_out += word(condition);
    m_out += ' ';
    if (!code.isEmpty())
        m_out += '[' + code.bytes() + "] ";
    // Without a code, a bracket would begin one.
    if (code.isEmpty() && text.startsWith(u'[')) {
        m_out += '(';
        text = text.sliced(1);
    }
    appendText(text);
    m_out += "\r\n";
    m_space = false;
    m_depth = 0;
}

void ResponseWriter::status(Condition condition, const ResponseCode &code, QStringView text)
{
    tagged({}, condition, code, text);
}

void ResponseWriter::continuation(QByteArrayView text)
{
    m_out += "+ ";
    // A bracket would begin a response code.
    if (text.startsWith('[')) {
        m_out += '(';
        text = text.sliced(1);
    }
    for (char c : text)
        m_out += c >= ' ' && c < '\x7f' ? c : '?';
    m_out += "\r\n";
}

void ResponseWriter::numbered(quint32 number, const char *atom)
{
    untagged().number(number).atom(atom).end();
}

ResponseWriter &ResponseWriter::untagged()
{
    m_out += '*';
    m_space = true;
    m_depth = 0;
    return *this;
}

void ResponseWriter::end()
{
    m_out += QByteArray(std::max(0, m_depth), ')') + "\r\n";
    m_depth = 0;
    m_space = false;
}

ResponseWriter &ResponseWriter::open()
{
    separate();
    m_out += '(';
    m_space = false;
    ++m_depth;
    return *this;
}

ResponseWriter &ResponseWriter::close()
{
    if (m_depth > 0) {
        m_out += ')';
        --m_depth;
    }
    m_space = true;
    return *this;
}

ResponseWriter &ResponseWriter::atom(QByteArrayView atom)
{
    separate();
    if (atom.isEmpty())
        m_out += '_';
    for (char c : atom)
        m_out += isAtomChar(c) ? c : '_';
    return *this;
}

ResponseWriter &ResponseWriter::number(quint64 value)
{
    separate();
    m_out += QByteArray::number(value);
    return *this;
}

ResponseWriter &ResponseWriter::set(const NumberRanges &numbers)
{
    separate();
    m_out += numbers.isEmpty() ? QByteArray("0") : numbers.toBytes();
    return *this;
}

ResponseWriter &ResponseWriter::nil()
{
    separate();
    m_out += "NIL";
    return *this;
}

ResponseWriter &ResponseWriter::string(QByteArrayView bytes)
{
    QByteArray clean;
    if (bytes.contains('\0')) {
        clean = bytes.toByteArray();
        clean.removeIf([](char c) { return c == '\0'; });
        bytes = clean;
    }
    const bool ascii =
        std::all_of(bytes.begin(), bytes.end(), [](char c) { return uchar(c) < 0x80; });
    const bool quotable = bytes.size() <= MaxQuoted && !bytes.contains('\r')
        && !bytes.contains('\n') && (ascii || (m_dialect.utf8() && bytes.isValidUtf8()));
    if (!quotable) {
        literalHead(bytes.size());
        m_out += bytes;
        return *this;
    }
    separate();
    m_out += '"';
    for (char c : bytes) {
        if (c == '"' || c == '\\')
            m_out += '\\';
        m_out += c;
    }
    m_out += '"';
    return *this;
}

ResponseWriter &ResponseWriter::nstring(const QByteArray &bytes)
{
    return bytes.isNull() ? nil() : string(QByteArrayView(bytes));
}

ResponseWriter &ResponseWriter::nstring(const QString &text)
{
    return text.isNull() ? nil() : string(text);
}

ResponseWriter &ResponseWriter::astring(QByteArrayView bytes)
{
    const bool isAtom = !bytes.isEmpty() && std::all_of(bytes.begin(), bytes.end(), isAstringChar)
        && bytes.compare("NIL", Qt::CaseInsensitive) != 0;
    if (!isAtom)
        return string(bytes);
    separate();
    m_out += bytes;
    return *this;
}

ResponseWriter &ResponseWriter::mailbox(const QString &name)
{
    return astring(m_dialect.utf8() ? name.toUtf8() : toModifiedUtf7(name));
}

ResponseWriter &ResponseWriter::flag(const QString &flag)
{
    if (isFlag(flag) || flag == QLatin1String("\\*")) {
        separate();
        m_out += flag.toLatin1();
    }
    return *this;
}

ResponseWriter &ResponseWriter::flags(const QStringList &flags)
{
    open();
    for (const QString &name : flags)
        flag(name);
    return close();
}

ResponseWriter &ResponseWriter::dateTime(qint64 ms, int offsetMinutes)
{
    separate();
    m_out += '"' + formatDateTime(ms, offsetMinutes) + '"';
    return *this;
}

ResponseWriter &ResponseWriter::objectId(QByteArrayView id)
{
    if (id.isEmpty())
        return nil();
    open();
    separate();
    for (char c : id.first(std::min<qsizetype>(id.size(), 255))) {
        const bool legal =
            isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
        m_out += legal ? c : '_';
    }
    return close();
}

ResponseWriter &ResponseWriter::wire(QByteArrayView bytes)
{
    separate();
    m_out += bytes;
    return *this;
}

ResponseWriter &ResponseWriter::literalHead(qint64 n)
{
    separate();
    m_out += '{' + QByteArray::number(std::max<qint64>(0, n)) + "}\r\n";
    return *this;
}

ResponseWriter &ResponseWriter::literal8Head(qint64 n)
{
    separate();
    m_out += "~{" + QByteArray::number(std::max<qint64>(0, n)) + "}\r\n";
    return *this;
}

void ResponseWriter::separate()
{
    if (m_space)
        m_out += ' ';
    m_space = true;
}

/// `text` of RFC 9051 §9, at least one character (RFC 3501 §9).
void ResponseWriter::appendText(QStringView text)
{
    const QByteArray utf8 = text.toUtf8();
    for (char c : utf8) {
        if (uchar(c) >= 0x80) {
            if (m_dialect.utf8())
                m_out += c;
            else if ((uchar(c) & 0xc0) != 0x80) // One for each character.
                m_out += '?';
        } else {
            m_out += c < ' ' || c == '\x7f' ? ' ' : c;
        }
    }
    if (utf8.isEmpty())
        m_out += '.';
}

} // namespace digidig::imapproto
