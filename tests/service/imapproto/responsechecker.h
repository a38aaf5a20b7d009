// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

/// Takes responses apart by the grammar of RFC 9051 §9, independently of the writer: lines of
/// tokens, parted by single spaces, in balanced parentheses, with strings and literals that are
/// what they say.
class ResponseChecker {
public:
    explicit ResponseChecker(QByteArrayView in, bool utf8)
        : m_in(in)
        , m_utf8(utf8)
    {
    }

    /// Empty if all of it is whole lines of legal responses; else where it is not.
    QByteArray fault()
    {
        while (m_pos < m_in.size()) {
            if (!line())
                return "at " + QByteArray::number(m_pos) + ": "
                    + m_in.sliced(m_pos, qMin<qsizetype>(40, m_in.size() - m_pos)).toByteArray();
        }
        return {};
    }

private:
    static bool isAtomChar(char c)
    {
        return c > ' ' && c < '\x7f' && !QByteArrayView("(){%*\"\\]").contains(c);
    }
    bool eat(QByteArrayView text)
    {
        if (!m_in.sliced(m_pos).startsWith(text))
            return false;
        m_pos += text.size();
        return true;
    }
    bool line()
    {
        if (eat("+ "))
            return text();
        const bool untagged = eat("* ");
        if (!untagged) {
            const qsizetype begin = m_pos;
            while (m_pos < m_in.size() && m_in[m_pos] != '+'
                && (isAtomChar(m_in[m_pos]) || m_in[m_pos] == ']'))
                ++m_pos;
            if (m_pos == begin || !eat(" "))
                return false;
        }
        for (const char *word : {"OK ", "NO ", "BAD ", "BYE ", "PREAUTH "}) {
            if (eat(word))
                return (!eat("[") || code()) && text();
        }
        return untagged && tokens() && eat("\r\n");
    }
    /// Up to the bracket, and the space behind it.
    bool code()
    {
        const qsizetype begin = m_pos;
        while (m_pos < m_in.size() && m_in[m_pos] != ']') {
            if (m_in[m_pos] < ' ' || m_in[m_pos] >= '\x7f')
                return false;
            ++m_pos;
        }
        return m_pos > begin && eat("] ");
    }
    bool text()
    {
        const qsizetype end = m_in.indexOf("\r\n", m_pos);
        if (end < 0)
            return false;
        const QByteArrayView line = m_in.sliced(m_pos, end - m_pos);
        for (char c : line) {
            if (c == '\0' || c == '\r' || c == '\n' || (!m_utf8 && uchar(c) >= 0x80))
                return false;
        }
        m_pos = end + 2;
        return line.isValidUtf8();
    }
    /// One or more, up to CRLF or the `)` around them.
    bool tokens()
    {
        do {
            if (!token())
                return false;
        } while (eat(" "));
        return true;
    }
    bool token()
    {
        if (m_pos >= m_in.size())
            return false;
        const char c = m_in[m_pos];
        if (c == '(') {
            ++m_pos;
            return eat(")") || (++m_depth < 200 && tokens() && (--m_depth, eat(")")));
        }
        if (c == '"')
            return quoted();
        if (c == '{' || m_in.sliced(m_pos).startsWith("~{"))
            return literal();
        if (eat("\\*"))
            return true;
        eat("\\");
        const qsizetype begin = m_pos;
        while (m_pos < m_in.size() && (isAtomChar(m_in[m_pos]) || m_in[m_pos] == ']'))
            ++m_pos;
        return m_pos > begin;
    }
    bool quoted()
    {
        const qsizetype begin = ++m_pos;
        for (; m_pos < m_in.size() && m_in[m_pos] != '"'; ++m_pos) {
            if (m_in[m_pos] == '\\' && (++m_pos, !(m_in[m_pos] == '"' || m_in[m_pos] == '\\')))
                return false;
            const char c = m_in[m_pos];
            if (c == '\0' || c == '\r' || c == '\n' || (!m_utf8 && uchar(c) >= 0x80))
                return false;
        }
        return m_in.sliced(begin, m_pos - begin).isValidUtf8() && eat("\"");
    }
    bool literal()
    {
        const bool binary = eat("~");
        ++m_pos;
        const qsizetype end = m_in.indexOf("}\r\n", m_pos);
        bool ok = false;
        const qint64 size =
            m_in.sliced(m_pos, qMax<qsizetype>(0, end - m_pos)).toByteArray().toLongLong(&ok);
        if (end < 0 || !ok || size < 0 || size > m_in.size() - end - 3)
            return false;
        m_pos = end + 3 + size;
        return binary || !m_in.sliced(end + 3, size).contains('\0');
    }

    QByteArrayView m_in;
    bool m_utf8;
    qsizetype m_pos = 0;
    int m_depth = 0;
};
