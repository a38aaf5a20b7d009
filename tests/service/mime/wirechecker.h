// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

/// Checks ENVELOPE and BODY(STRUCTURE) against the grammar of RFC 9051 §9, independently of the
/// writer.
class WireChecker {
public:
    explicit WireChecker(QByteArrayView in)
        : m_in(in)
    {
    }

    /// Empty if the whole input is an `envelope`, else where it is not.
    QString envelope() { return verdict(readEnvelope()); }
    /// The same for `body`; @p extended demands the extension data of BODYSTRUCTURE.
    QString body(bool extended)
    {
        m_extended = extended;
        return verdict(readBody(0));
    }

private:
    QString verdict(bool ok) const
    {
        if (ok && m_pos == m_in.size())
            return {};
        return QStringLiteral("at %1: ").arg(m_pos)
            + QString::fromLatin1(m_in.sliced(m_pos, qMin<qsizetype>(60, m_in.size() - m_pos)));
    }
    bool eat(char c)
    {
        if (m_pos >= m_in.size() || m_in[m_pos] != c)
            return false;
        ++m_pos;
        return true;
    }
    bool nil()
    {
        if (!m_in.sliced(m_pos).startsWith("NIL"))
            return false;
        m_pos += 3;
        return true;
    }
    bool number()
    {
        const qsizetype begin = m_pos;
        while (m_pos < m_in.size() && m_in[m_pos] >= '0' && m_in[m_pos] <= '9')
            ++m_pos;
        return m_pos > begin;
    }
    bool string(QByteArray *value = nullptr)
    {
        if (eat('"')) {
            while (m_pos < m_in.size() && m_in[m_pos] != '"') {
                const char c = m_in[m_pos];
                if (c == '\\') {
                    ++m_pos;
                    if (m_pos >= m_in.size() || (m_in[m_pos] != '"' && m_in[m_pos] != '\\'))
                        return false;
                } else if (c == '\r' || c == '\n' || static_cast<signed char>(c) <= 0) {
                    return false;
                }
                if (value)
                    *value += m_in[m_pos];
                ++m_pos;
            }
            return eat('"');
        }
        if (!eat('{'))
            return false;
        const qsizetype begin = m_pos;
        if (!number())
            return false;
        const qsizetype size = m_in.sliced(begin, m_pos - begin).toByteArray().toLongLong();
        if (!eat('}') || !eat('\r') || !eat('\n') || size > m_in.size() - m_pos)
            return false;
        const QByteArrayView literal = m_in.sliced(m_pos, size);
        m_pos += size;
        return !literal.contains('\0');
    }
    bool nstring() { return nil() || string(); }

    bool addresses()
    {
        if (nil())
            return true;
        if (!eat('('))
            return false;
        int count = 0;
        int depth = 0;
        while (eat('(')) {
            ++count;
            const bool noName = m_in.sliced(m_pos).startsWith("NIL");
            if (!nstring() || !eat(' '))
                return false;
            const bool noRoute = m_in.sliced(m_pos).startsWith("NIL");
            if (!nstring() || !eat(' '))
                return false;
            const bool noMailbox = m_in.sliced(m_pos).startsWith("NIL");
            if (!nstring() || !eat(' '))
                return false;
            const bool noHost = m_in.sliced(m_pos).startsWith("NIL");
            if (!nstring() || !eat(')'))
                return false;
            // §7.5.2: a group begins with a mailbox without host and ends with neither.
            if (noHost)
                depth += noMailbox ? -1 : 1;
            if (depth < 0 || depth > 1 || (noHost && !(noName && noRoute))
                || (noMailbox && !noHost))
                return false;
        }
        return count > 0 && depth == 0 && eat(')');
    }
    bool readEnvelope()
    {
        if (!eat('(') || !nstring() || !eat(' ') || !nstring())
            return false;
        for (int i = 0; i < 6; ++i) {
            if (!eat(' ') || !addresses())
                return false;
        }
        return eat(' ') && nstring() && eat(' ') && nstring() && eat(')');
    }
    bool params()
    {
        if (nil())
            return true;
        if (!eat('('))
            return false;
        do {
            if (!string() || !eat(' ') || !string())
                return false;
        } while (eat(' '));
        return eat(')');
    }
    bool extension()
    {
        if (!eat(' '))
            return false;
        if (!nil() && (!eat('(') || !string() || !eat(' ') || !params() || !eat(')')))
            return false;
        if (!eat(' '))
            return false;
        if (eat('(')) {
            do {
                if (!string())
                    return false;
            } while (eat(' '));
            if (!eat(')'))
                return false;
        } else if (!nstring()) {
            return false;
        }
        return eat(' ') && nstring();
    }
    bool readBody(int depth)
    {
        if (depth > 250 || !eat('('))
            return false;
        if (m_pos < m_in.size() && m_in[m_pos] == '(') {
            while (m_pos < m_in.size() && m_in[m_pos] == '(') {
                if (!readBody(depth + 1))
                    return false;
            }
            if (!eat(' ') || !string())
                return false;
            return (!m_extended || (eat(' ') && params() && extension())) && eat(')');
        }
        QByteArray type, subtype;
        if (!string(&type) || !eat(' ') || !string(&subtype) || !eat(' ') || !params() || !eat(' ')
            || !nstring() || !eat(' ') || !nstring() || !eat(' ') || !string() || !eat(' ')
            || !number())
            return false;
        const bool message = type == "message" && (subtype == "rfc822" || subtype == "global");
        if (message && (!eat(' ') || !readEnvelope() || !eat(' ') || !readBody(depth + 1)))
            return false;
        if ((message || type == "text") && (!eat(' ') || !number()))
            return false;
        return (!m_extended || (eat(' ') && nstring() && extension())) && eat(')');
    }

    QByteArrayView m_in;
    qsizetype m_pos = 0;
    bool m_extended = false;
};
