// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/entities.h"
#include "mime/text.h"

#include <algorithm>
#include <string>

namespace digidig::mime {

namespace {

enum class Kind { Inline, Line, Paragraph, Cell, Item, Break, Pre, Skip };

Kind kindOf(std::string_view tag)
{
    static constexpr std::pair<std::string_view, Kind> Kinds[] = {
        {"address", Kind::Line},
        {"article", Kind::Line},
        {"aside", Kind::Line},
        {"blockquote", Kind::Paragraph},
        {"body", Kind::Line},
        {"br", Kind::Break},
        {"caption", Kind::Line},
        {"center", Kind::Line},
        {"dd", Kind::Line},
        {"div", Kind::Line},
        {"dl", Kind::Paragraph},
        {"dt", Kind::Line},
        {"fieldset", Kind::Line},
        {"figure", Kind::Line},
        {"footer", Kind::Line},
        {"form", Kind::Line},
        {"h1", Kind::Paragraph},
        {"h2", Kind::Paragraph},
        {"h3", Kind::Paragraph},
        {"h4", Kind::Paragraph},
        {"h5", Kind::Paragraph},
        {"h6", Kind::Paragraph},
        {"header", Kind::Line},
        {"hr", Kind::Paragraph},
        {"li", Kind::Item},
        {"main", Kind::Line},
        {"nav", Kind::Line},
        {"ol", Kind::Line},
        {"p", Kind::Paragraph},
        {"pre", Kind::Pre},
        {"script", Kind::Skip},
        {"section", Kind::Line},
        {"style", Kind::Skip},
        {"table", Kind::Line},
        {"td", Kind::Cell},
        {"template", Kind::Skip},
        {"th", Kind::Cell},
        {"title", Kind::Skip},
        {"tr", Kind::Line},
        {"ul", Kind::Line},
    };
    const auto it = std::lower_bound(std::begin(Kinds), std::end(Kinds), tag,
        [](const auto &row, std::string_view t) { return row.first < t; });
    return it != std::end(Kinds) && it->first == tag ? it->second : Kind::Inline;
}

bool isSpace(QChar c)
{
    return c == u' ' || c == u'\t' || c == u'\n' || c == u'\r' || c == u'\f';
}

bool isLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isAlnum(QChar c)
{
    return isLetter(c) || (c >= u'0' && c <= u'9');
}

/// One pass over the markup; every search for something missing is made once only.
class Renderer {
public:
    explicit Renderer(QStringView html)
        : m_in(html)
    {
        m_out.reserve(html.size() / 2);
    }

    QString render()
    {
        while (m_pos < m_in.size()) {
            const QChar c = m_in[m_pos];
            if (c == u'<' && readMarkup())
                continue;
            if (c == u'&' && readEntity())
                continue;
            text(c);
            ++m_pos;
        }
        return std::move(m_out);
    }

private:
    /// At a '<'; false if it is a mere character.
    bool readMarkup()
    {
        if (m_pos + 1 >= m_in.size())
            return false;
        const QChar next = m_in[m_pos + 1];
        if (m_in.sliced(m_pos).startsWith(QLatin1String("<!--"))) {
            skipTo(QLatin1String("-->"), m_pos + 4);
            return true;
        }
        if (next == u'!' || next == u'?') {
            skipTo(QLatin1String(">"), m_pos + 2);
            return true;
        }
        const bool closing = next == u'/';
        qsizetype pos = m_pos + (closing ? 2 : 1);
        if (pos >= m_in.size() || !isLetter(m_in[pos]))
            return false;
        std::string name;
        for (; pos < m_in.size() && isAlnum(m_in[pos]); ++pos) {
            if (name.size() < 16)
                name += static_cast<char>(m_in[pos].toLower().toLatin1());
        }
        m_pos = pos;
        skipAttributes();
        tag(name, closing);
        return true;
    }

    void skipTo(QLatin1String end, qsizetype from)
    {
        const qsizetype at = m_in.indexOf(end, from);
        m_pos = at < 0 ? m_in.size() : at + end.size();
    }

    /// Moves behind the '>' of a tag; a '>' within a quoted value does not count.
    void skipAttributes()
    {
        bool afterEquals = false;
        while (m_pos < m_in.size()) {
            const QChar c = m_in[m_pos++];
            if (c == u'>')
                return;
            if (afterEquals && (c == u'"' || c == u'\'')) {
                bool &missing = c == u'"' ? m_noDouble : m_noSingle;
                const qsizetype end = missing ? -1 : m_in.indexOf(c, m_pos);
                missing = end < 0;
                if (end >= 0)
                    m_pos = end + 1;
            }
            if (!isSpace(c))
                afterEquals = c == u'=';
        }
    }

    void tag(const std::string &name, bool closing)
    {
        switch (kindOf(name)) {
        case Kind::Inline:
            break;
        case Kind::Line:
            breakLines(1);
            break;
        case Kind::Paragraph:
            breakLines(2);
            break;
        case Kind::Break:
            ++m_breaks;
            m_space = false;
            break;
        case Kind::Cell:
            m_space = true;
            break;
        case Kind::Item:
            breakLines(1);
            if (!closing)
                m_bullet = true;
            break;
        case Kind::Pre:
            breakLines(2);
            m_pre = !closing;
            break;
        case Kind::Skip:
            if (!closing)
                skipElement(name);
            break;
        }
    }

    /// Passes over the content of a script or style, which is no markup (HTML §13.2.5.2).
    void skipElement(const std::string &name)
    {
        const QLatin1String wanted(name.data(), qsizetype(name.size()));
        while ((m_pos = m_in.indexOf(QLatin1String("</"), m_pos)) >= 0) {
            m_pos += 2;
            if (!m_in.sliced(m_pos).startsWith(wanted, Qt::CaseInsensitive))
                continue;
            m_pos += wanted.size();
            skipTo(QLatin1String(">"), m_pos);
            return;
        }
        m_pos = m_in.size();
    }

    bool readEntity()
    {
        qsizetype pos = m_pos + 1;
        char32_t value = 0;
        if (pos < m_in.size() && m_in[pos] == u'#') {
            ++pos;
            const bool hex = pos < m_in.size() && m_in[pos].toLower() == u'x';
            pos += hex ? 1 : 0;
            const qsizetype digits = pos;
            for (; pos < m_in.size() && isAlnum(m_in[pos]); ++pos) {
                const int digit = m_in[pos].toLower().unicode() <= u'9'
                    ? m_in[pos].unicode() - u'0'
                    : m_in[pos].toLower().unicode() - u'a' + 10;
                if (digit >= (hex ? 16 : 10))
                    break;
                value = std::min<char32_t>(value * (hex ? 16 : 10) + char32_t(digit), 0x110000);
            }
            if (pos == digits)
                return false;
            if (value == 0 || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
                value = QChar::ReplacementCharacter;
        } else {
            std::string name;
            for (; pos < m_in.size() && isAlnum(m_in[pos]) && name.size() < 10; ++pos)
                name += static_cast<char>(m_in[pos].unicode());
            const auto it = std::lower_bound(std::begin(HtmlEntities), std::end(HtmlEntities),
                std::string_view(name),
                [](const auto &row, std::string_view n) { return row.first < n; });
            if (it == std::end(HtmlEntities) || it->first != name)
                return false;
            value = it->second;
        }
        if (pos < m_in.size() && m_in[pos] == u';')
            ++pos;
        m_pos = pos;
        // An entity is a character of the text even if it is white space.
        if (value == 0x20 || value == 0x09 || value == 0x0a || value == 0x0d) {
            text(u' ');
        } else if (QChar::requiresSurrogates(value)) {
            put(QChar(QChar::highSurrogate(value)));
            put(QChar(QChar::lowSurrogate(value)));
        } else {
            text(QChar(char16_t(value)));
        }
        return true;
    }

    void text(QChar c)
    {
        if (m_pre && c == u'\n') {
            ++m_breaks;
            return;
        }
        if (isSpace(c) && !(m_pre && c != u'\r')) {
            m_space = true;
            return;
        }
        // Invisible filler of newsletters, and controls.
        if (c == QChar(0xad) || c == QChar(0x34f) || c == QChar(0x200b) || c == QChar(0xfeff)
            || (c.unicode() < 0x20 && c != u'\t'))
            return;
        if (c == QChar::Nbsp)
            c = u' ';
        put(c);
    }

    void breakLines(int count)
    {
        m_breaks = std::max(m_breaks, count);
        m_space = false;
    }

    void put(QChar c)
    {
        if (m_breaks > 0) {
            while (m_out.endsWith(u' '))
                m_out.chop(1);
            if (!m_out.isEmpty())
                m_out += QString(std::min(m_breaks, 3), u'\n');
        } else if (m_space && !m_out.isEmpty()) {
            m_out += u' ';
        }
        m_breaks = 0;
        m_space = false;
        if (m_bullet)
            m_out += QStringLiteral("• ");
        m_bullet = false;
        m_out += c;
    }

    QStringView m_in;
    qsizetype m_pos = 0;
    QString m_out;
    int m_breaks = 0; // line ends that are due before the next character
    bool m_space = false; // a space is due before it
    bool m_bullet = false;
    bool m_pre = false;
    bool m_noDouble = false;
    bool m_noSingle = false;
};

} // namespace

QString htmlToText(QStringView html)
{
    return Renderer(html).render();
}

} // namespace digidig::mime
