// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/addresslist.h"

#include "mime/text.h"

namespace digidig::mime {

namespace {

constexpr size_t MaxAddresses = 10'000;
constexpr qsizetype MaxEncodedWord = 200;

bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

/// Finds the last '@' outside quotes; -1 if there is none.
qsizetype lastAt(QByteArrayView spec)
{
    qsizetype at = -1;
    bool quoted = false;
    for (qsizetype i = 0; i < spec.size(); ++i) {
        if (spec[i] == '\\' && quoted)
            ++i;
        else if (spec[i] == '"')
            quoted = !quoted;
        else if (spec[i] == '@' && !quoted)
            at = i;
    }
    return at >= 0 || !quoted ? at : spec.lastIndexOf('@');
}

/// @p in without white space and comments outside quotes (RFC 5322 §4.4: obs-local-part,
/// obs-domain).
QByteArray compact(QByteArrayView in)
{
    const bool comments = in.count('(') > 0 && in.count('(') == in.count(')');
    QByteArray out;
    bool quoted = false;
    int depth = 0;
    for (qsizetype i = 0; i < in.size(); ++i) {
        const char c = in[i];
        if (quoted && c == '\\' && i + 1 < in.size()) {
            out += c;
            out += in[++i];
            continue;
        }
        if (c == '"')
            quoted = !quoted;
        if (!quoted && comments && (c == '(' || (c == ')' && depth > 0))) {
            depth += c == '(' ? 1 : -1;
            continue;
        }
        if (quoted || (depth == 0 && !isSpace(c)))
            out += c;
    }
    return out;
}

void setSpec(RawAddress *address, QByteArrayView spec)
{
    spec = spec.trimmed();
    if (spec.startsWith('@')) { // obs-route: "@a,@b:user@host"
        const qsizetype colon = spec.indexOf(':');
        if (colon >= 0) {
            address->route = compact(spec.first(colon));
            spec = spec.sliced(colon + 1).trimmed();
        }
    }
    const qsizetype at = lastAt(spec);
    address->local = compact(at < 0 ? spec : spec.first(at));
    address->domain = at < 0 ? QByteArray() : compact(spec.sliced(at + 1));
}

class Reader {
public:
    explicit Reader(QByteArrayView in)
        : m_in(in)
    {
    }

    std::vector<RawAddress> read()
    {
        while (m_pos < m_in.size() && m_out.size() < MaxAddresses)
            step();
        finish();
        if (m_inGroup)
            m_out.push_back({RawAddress::Kind::GroupEnd, {}, {}, {}});
        return std::move(m_out);
    }

private:
    void step()
    {
        const char c = m_in[m_pos];
        switch (c) {
        case ',':
            finish();
            ++m_pos;
            return;
        case ';':
            finish();
            if (m_inGroup)
                m_out.push_back({RawAddress::Kind::GroupEnd, {}, {}, {}});
            m_inGroup = false;
            ++m_pos;
            return;
        case ':':
            if (!m_inGroup && !m_hasAngle && m_sawWord && !m_sawAt) {
                m_out.push_back({RawAddress::Kind::GroupBegin, m_phrase.simplified(), {}, {}});
                clear();
                m_inGroup = true;
                ++m_pos;
                return;
            }
            break;
        case '"':
            if (readQuoted())
                return;
            break;
        case '(':
            if (readComment())
                return;
            break;
        case '<':
            readAngle();
            return;
        case '=':
            if (readEncodedWord())
                return;
            break;
        default:
            break;
        }
        m_sawWord = m_sawWord || !isSpace(c);
        m_sawAt = m_sawAt || c == '@';
        m_phrase += c;
        m_spec += c;
        ++m_pos;
    }

    bool readQuoted()
    {
        if (m_noQuote)
            return false;
        qsizetype end = m_pos + 1;
        QByteArray text;
        for (; end < m_in.size() && m_in[end] != '"'; ++end) {
            if (m_in[end] == '\\' && end + 1 < m_in.size())
                ++end;
            text += m_in[end];
        }
        if (end >= m_in.size()) {
            m_noQuote = true; // so that this stays linear
            return false;
        }
        m_sawWord = true;
        m_phrase += text;
        m_spec += m_in.sliced(m_pos, end + 1 - m_pos);
        m_pos = end + 1;
        return true;
    }

    bool readComment()
    {
        if (m_noComment)
            return false;
        int depth = 0;
        QByteArray text;
        for (qsizetype i = m_pos; i < m_in.size(); ++i) {
            const char c = m_in[i];
            if (c == '\\' && i + 1 < m_in.size()) {
                text += m_in[++i];
                continue;
            }
            if (c == ')' && --depth == 0) {
                // The last one names the person; those before stand within the address.
                m_comment = text.trimmed();
                m_pos = i + 1;
                return true;
            }
            if (depth > 0)
                text += c;
            if (c == '(')
                ++depth;
        }
        m_noComment = true;
        return false;
    }

    /// A comma within an encoded-word does not separate, though RFC 2047 §5 forbids it there.
    bool readEncodedWord()
    {
        if (m_pos + 1 >= m_in.size() || m_in[m_pos + 1] != '?')
            return false;
        const qsizetype limit = std::min(m_in.size() - 1, m_pos + MaxEncodedWord);
        int marks = 0;
        for (qsizetype i = m_pos + 1; i < limit && !isSpace(m_in[i]); ++i) {
            if (m_in[i] != '?' || ++marks < 4 || m_in[i + 1] != '=')
                continue;
            const QByteArrayView word = m_in.sliced(m_pos, i + 2 - m_pos);
            m_sawWord = true;
            m_phrase += word;
            m_spec += word;
            m_pos = i + 2;
            return true;
        }
        return false;
    }

    void readAngle()
    {
        const qsizetype begin = ++m_pos;
        bool quoted = false;
        while (m_pos < m_in.size()) {
            const char c = m_in[m_pos];
            if (c == '"' && !m_noQuote)
                quoted = !quoted;
            if (!quoted && c == '>')
                break;
            // A route has commas; without one, an address that was not closed ends here.
            if (!quoted && c == ',' && m_in[begin] != '@')
                break;
            ++m_pos;
        }
        const QByteArrayView inside = m_in.sliced(begin, m_pos - begin);
        if (!m_hasAngle || !inside.trimmed().isEmpty()) {
            m_hasAngle = true;
            m_angle = inside.toByteArray();
        }
        if (m_pos < m_in.size() && m_in[m_pos] == '>')
            ++m_pos;
    }

    void finish()
    {
        const QByteArray phrase = m_phrase.simplified();
        RawAddress address;
        if (m_hasAngle) {
            setSpec(&address, m_angle);
            address.name = phrase.isEmpty() ? m_comment : phrase;
        } else if (phrase.isEmpty()) {
            clear();
            return;
        } else {
            finishBare(&address, phrase);
        }
        m_out.push_back(std::move(address));
        clear();
    }

    /// No angle brackets: an addr-spec, a lone word, or a name with an address somewhere in it.
    void finishBare(RawAddress *address, const QByteArray &phrase)
    {
        const QByteArray spec = m_spec.trimmed();
        const qsizetype at = lastAt(spec);
        if (at < 0) {
            if (phrase.contains(' '))
                address->name = phrase;
            else
                address->local = spec;
            return;
        }
        const qsizetype begin = beginOfSpec(spec, at);
        setSpec(address, QByteArrayView(spec).sliced(begin));
        const QByteArray before = spec.left(begin).trimmed();
        address->name = before.isEmpty() ? m_comment : before;
    }

    /// "a . b @ host" is one address; "Joe joe@host" is a name and one.
    static qsizetype beginOfSpec(QByteArrayView spec, qsizetype at)
    {
        qsizetype begin = 0;
        bool quoted = false;
        bool gap = false;
        char before = '\0';
        for (qsizetype i = 0; i < at; ++i) {
            const char c = spec[i];
            if (!quoted && isSpace(c)) {
                gap = true;
                continue;
            }
            if (gap && c != '.' && before != '.')
                begin = i;
            gap = false;
            before = c;
            if (quoted && c == '\\')
                ++i;
            else if (c == '"')
                quoted = !quoted;
        }
        return begin;
    }

    void clear()
    {
        m_phrase.clear();
        m_spec.clear();
        m_angle.clear();
        m_comment.clear();
        m_hasAngle = m_sawWord = m_sawAt = false;
    }

    QByteArrayView m_in;
    qsizetype m_pos = 0;
    std::vector<RawAddress> m_out;
    QByteArray m_phrase; // quotes undone
    QByteArray m_spec; // quotes kept, comments removed
    QByteArray m_angle;
    QByteArray m_comment;
    bool m_hasAngle = false;
    bool m_sawWord = false;
    bool m_sawAt = false;
    bool m_inGroup = false;
    bool m_noQuote = false;
    bool m_noComment = false;
};

} // namespace

QByteArray RawAddress::unquotedLocal() const
{
    if (!local.contains('"'))
        return local;
    QByteArray out;
    for (qsizetype i = 0; i < local.size(); ++i) {
        if (local[i] == '"')
            continue;
        if (local[i] == '\\' && i + 1 < local.size())
            ++i;
        out += local[i];
    }
    return out;
}

std::vector<RawAddress> parseAddresses(QByteArrayView value)
{
    return Reader(value).read();
}

QList<Address> displayAddresses(const std::vector<RawAddress> &raw)
{
    QList<Address> list;
    for (const RawAddress &address : raw) {
        if (address.kind != RawAddress::Kind::Mailbox)
            continue;
        QByteArray spec = address.local;
        if (!address.domain.isEmpty())
            spec += '@' + address.domain;
        list.append({decodeHeader(address.name), decodeHeader(spec)});
    }
    return list;
}

} // namespace digidig::mime
