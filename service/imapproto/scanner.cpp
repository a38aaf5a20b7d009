// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/scanner.h"

#include "imapproto/grammar.h"

#include <limits>

namespace digidig::imapproto {

Scanner::Scanner(const RawCommand &command, Dialect dialect)
    : m_text(command.text)
    , m_literals(command.literals)
    , m_dialect(dialect)
{
}

bool Scanner::fail(QByteArrayView message)
{
    return fail(Fault{
        false, {}, message.toByteArray() + " (at byte " + QByteArray::number(m_pos + 1) + ')'});
}

bool Scanner::fail(Fault fault)
{
    if (!m_fault)
        m_fault = std::move(fault);
    return false;
}

bool Scanner::peekText(QByteArrayView text) const
{
    return !failed() && m_text.size() - m_pos >= text.size()
        && m_text.sliced(m_pos, text.size()).compare(text, Qt::CaseInsensitive) == 0;
}

bool Scanner::peekWord(QByteArrayView word) const
{
    const qsizetype end = m_pos + word.size();
    return peekText(word) && (end == m_text.size() || !isAtomChar(m_text[end]));
}

bool Scanner::atLiteral() const
{
    return !failed() && m_nextLiteral < m_literals.size() && m_literals[m_nextLiteral].at == m_pos;
}

bool Scanner::skip(char c)
{
    // The text of an announcement is no text.
    if (failed() || atEnd() || m_text[m_pos] != c || atLiteral())
        return false;
    ++m_pos;
    return true;
}

bool Scanner::skipWord(QByteArrayView word)
{
    if (!peekWord(word))
        return false;
    m_pos += word.size();
    return true;
}

bool Scanner::expect(char c)
{
    if (skip(c))
        return true;
    if (failed())
        return false;
    const QByteArray wanted = c == ' ' ? QByteArrayLiteral("a space") : QByteArray("\"") + c + '"';
    return fail("Expected " + wanted);
}

bool Scanner::end()
{
    while (skip(' ')) { }
    if (failed())
        return false;
    return atEnd() || fail("Unexpected arguments");
}

QByteArrayView Scanner::takeWhile(bool (*accepts)(char))
{
    const qsizetype begin = m_pos;
    if (!failed() && !atLiteral()) {
        while (m_pos < m_text.size() && accepts(m_text[m_pos]))
            ++m_pos;
    }
    return m_text.sliced(begin, m_pos - begin);
}

bool Scanner::tag(QByteArrayView &tag)
{
    tag = takeWhile(isTagChar);
    return !tag.isEmpty() || fail("Expected a tag");
}

bool Scanner::atom(QByteArrayView &atom)
{
    atom = takeWhile(isAtomChar);
    return !atom.isEmpty() || fail("Expected an atom");
}

bool Scanner::word(QByteArray &word)
{
    QByteArrayView text;
    if (!atom(text))
        return false;
    word = text.toByteArray().toUpper();
    return true;
}

bool Scanner::name(QByteArray &name)
{
    name = takeWhile([](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || isDigit(c) || c == '.';
    })
               .toByteArray()
               .toUpper();
    return !name.isEmpty() || fail("Expected a name");
}

bool Scanner::quoted(QByteArray &value)
{
    if (!expect('"'))
        return false;
    value = QByteArray("", 0); // Empty, not null.
    bool ascii = true;
    for (; m_pos < m_text.size(); ++m_pos) {
        char c = m_text[m_pos];
        if (c == '"') {
            if (!ascii && !QByteArrayView(value).isValidUtf8())
                return fail("Quoted string is not UTF-8");
            ++m_pos;
            return true;
        }
        if (c == '\\' && m_pos + 1 < m_text.size()) {
            c = m_text[++m_pos];
            if (c != '"' && c != '\\')
                return fail("Only \\\" and \\\\ may be escaped");
        }
        if (c == '\r')
            return fail("CR in a quoted string");
        ascii = ascii && uchar(c) < 0x80;
        value += c;
    }
    return fail("Quoted string does not end");
}

bool Scanner::literal(QByteArray &value, bool &binary)
{
    if (failed())
        return false;
    if (!atLiteral())
        return fail("Expected a literal");
    const Literal &literal = m_literals[m_nextLiteral++];
    m_pos += literal.length;
    value = literal.bytes;
    binary = literal.binary;
    return true;
}

bool Scanner::string(QByteArray &value)
{
    if (!atLiteral())
        return peek() == '"' ? quoted(value) : fail("Expected a string");
    bool binary = false;
    if (!literal(value, binary))
        return false;
    if (binary)
        return fail("literal8 where a string is due");
    if (value.contains('\0'))
        return fail("NUL in a string");
    if (value.isNull())
        value = QByteArray("", 0);
    return true;
}

bool Scanner::astring(QByteArray &value)
{
    if (atLiteral() || peek() == '"')
        return string(value);
    value = takeWhile(isAstringChar).toByteArray();
    return !value.isEmpty() || fail("Expected a string or an atom");
}

bool Scanner::nstring(QByteArray &value)
{
    if (!atLiteral() && skipWord("NIL")) {
        value = QByteArray();
        return true;
    }
    return string(value);
}

bool Scanner::digits(quint64 &value, quint64 max)
{
    const QByteArrayView text = takeWhile(isDigit);
    if (text.isEmpty())
        return fail("Expected a number");
    value = 0;
    for (char c : text) {
        const auto digit = quint64(c - '0');
        if (value > (max - digit) / 10)
            return fail("Number too large");
        value = value * 10 + digit;
    }
    return true;
}

bool Scanner::number(quint32 &value)
{
    quint64 wide = 0;
    if (!digits(wide, std::numeric_limits<quint32>::max()))
        return false;
    value = quint32(wide);
    return true;
}

bool Scanner::nzNumber(quint32 &value)
{
    if (peek() == '0')
        return fail("Expected a number above zero");
    return number(value);
}

bool Scanner::number64(quint64 &value)
{
    return digits(value, quint64(std::numeric_limits<qint64>::max()));
}

bool Scanner::list(const std::function<bool()> &item, bool mayBeEmpty)
{
    if (!expect('('))
        return false;
    if (mayBeEmpty && skip(')'))
        return true;
    do {
        if (!item())
            return false;
    } while (skip(' '));
    return expect(')');
}

} // namespace digidig::imapproto
