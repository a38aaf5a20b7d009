// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/htmlsanitizer.h"

#include "models/format.h"
#include "models/gumbotree.h"
#include "models/htmlfate.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QUrl>

#include <algorithm>
#include <vector>

namespace digidig::console {

namespace {

bool isVoid(GumboTag tag)
{
    return tag == GUMBO_TAG_BR || tag == GUMBO_TAG_HR;
}

QString attribute(const GumboElement &element, const char *name)
{
    const GumboAttribute *found = gumbo_get_attribute(&element.attributes, name);
    return found ? QString::fromUtf8(found->value) : QString();
}

/// An address that may be opened when the person wishes so; empty: it may not.
QString safeLink(const QString &address)
{
    if (address.size() > 4'000)
        return {};
    const QUrl url(address.trimmed(), QUrl::TolerantMode);
    const QString scheme = url.scheme();
    if (!url.isValid() || (scheme != u"http" && scheme != u"https" && scheme != u"mailto"))
        return {};
    return url.toString(QUrl::FullyEncoded);
}

constexpr int WidestImage = 640; ///< In pixels; tables of strangers are wider than windows.
constexpr int NarrowestImage = 16;
constexpr qsizetype MostImagesNoted = 100;

/// An address an image can be had from: `http://…`, `https://…`, or `cid:…`; empty: it is none.
QString imageAddress(const QString &source)
{
    if (source.size() > 4'000)
        return {};
    if (source.startsWith(u"cid:", Qt::CaseInsensitive))
        return QStringLiteral("cid:") + QUrl::fromPercentEncoding(source.mid(4).toUtf8());
    const QUrl url(source.startsWith(u"//") ? QStringLiteral("https:") + source : source, QUrl::TolerantMode);
    const bool web = url.scheme() == u"http" || url.scheme() == u"https";
    return web && url.isValid() && !url.host().isEmpty() ? url.toString(QUrl::FullyEncoded) : QString();
}

/// Walks the tree without recursion and writes the safe one.
class Writer {
public:
    Writer(const HtmlBounds &bounds, const KnownImages &known, SafeHtml &into)
        : m_bounds(bounds)
        , m_known(known)
        , m_into(into)
    {
    }

    void write(const GumboNode &root)
    {
        m_open.push_back({&root, 0, {}});
        while (!m_open.empty()) {
            Place &place = m_open.back();
            const GumboVector &children = place.node->v.element.children;
            if (place.next >= children.length) {
                m_into.html += place.end;
                m_pre -= place.end == u"</pre>" ? 1 : 0;
                leave(*place.node);
                m_open.pop_back();
                continue;
            }
            const auto *child = static_cast<const GumboNode *>(children.data[place.next++]);
            if (m_into.html.size() > m_bounds.output) {
                m_into.shortened = true;
                place.next = children.length;
                continue;
            }
            enter(*child);
        }
    }

private:
    struct Place {
        const GumboNode *node;
        unsigned next;
        QString end; ///< What is written behind it.
    };

    void enter(const GumboNode &node)
    {
        switch (node.type) {
        case GUMBO_NODE_TEXT:
        case GUMBO_NODE_WHITESPACE:
        case GUMBO_NODE_CDATA:
            text(QString::fromUtf8(node.v.text.text));
            return;
        case GUMBO_NODE_ELEMENT:
            element(node);
            return;
        default:
            return; // Comments, templates.
        }
    }

    void text(QString words)
    {
        // Marks that turn the writing direction make text read other than it is.
        words.removeIf([](QChar c) {
            const char16_t u = c.unicode();
            return (u >= 0x202A && u <= 0x202E) || (u >= 0x2066 && u <= 0x2069) || u == 0;
        });
        const qsizetype room = m_bounds.output - m_into.html.size();
        if (words.size() > room) {
            words.truncate(std::max<qsizetype>(room, 0));
            m_into.shortened = true;
        }
        // Preformatted lines are not wrapped.
        m_into.html += (m_pre > 0 ? shortLines(words) : breakable(words, &m_run)).toHtmlEscaped();
    }

    void element(const GumboNode &node)
    {
        const GumboElement &element = node.v.element;
        const bool known = element.tag_namespace == GUMBO_NAMESPACE_HTML;
        m_into.scripts = m_into.scripts || runsSomething(element.tag);
        if (element.tag == GUMBO_TAG_IMG) {
            image(element);
            return;
        }
        HtmlFate fate = known ? htmlFate(element.tag) : HtmlFate::Drop;
        if (fate == HtmlFate::Drop)
            return;
        if (m_open.size() > size_t(m_bounds.depth))
            fate = HtmlFate::Unwrap;
        fate = tableFate(element.tag, fate);
        switch (fate) {
        case HtmlFate::Keep:
            keep(node);
            return;
        case HtmlFate::Block:
            m_into.html += QLatin1String("<div>");
            m_open.push_back({&node, 0, QStringLiteral("</div>")});
            return;
        default:
            m_open.push_back({&node, 0, {}});
            return;
        }
    }

    void image(const GumboElement &element)
    {
        const QString source = attribute(element, "src").trimmed();
        const QString address = imageAddress(source);
        if (address.startsWith(u"cid:"))
            note(m_into.inlineIds, address.mid(4));
        else if (!source.isEmpty() && !source.startsWith(u"data:", Qt::CaseInsensitive) && !m_known.contains(address)) {
            ++m_into.remoteImages;
            if (!address.isEmpty())
                note(m_into.remoteAddresses, address);
        }
        if (const QSize size = m_known.value(address); !size.isEmpty()) {
            const int wanted = attribute(element, "width").toInt();
            const int width = std::min({size.width(), WidestImage, wanted >= NarrowestImage ? wanted : WidestImage});
            m_into.html += QStringLiteral("<img src=\"%1\" width=\"%2\" height=\"%3\">")
                               .arg(imageName(address)).arg(width).arg(std::max(1, size.height() * width / size.width()));
            return;
        }
        const QString words = oneLine(attribute(element, "alt"), 200);
        if (!words.isEmpty())
            m_into.html += QLatin1String("<i>[") + words.toHtmlEscaped() + QLatin1String("]</i>");
    }

    static void note(QStringList &list, const QString &one)
    {
        if (list.size() < MostImagesNoted && !list.contains(one))
            list.append(one);
    }

    /// Tables are what makes layout slow: few levels, and a bounded number of cells.
    HtmlFate tableFate(GumboTag tag, HtmlFate fate)
    {
        switch (tag) {
        case GUMBO_TAG_TABLE:
            ++m_tables;
            return fate == HtmlFate::Keep && !plainTables() ? fate : HtmlFate::Block;
        case GUMBO_TAG_TD:
        case GUMBO_TAG_TH:
            ++m_cells;
            if (++m_columns > m_bounds.columns)
                return HtmlFate::Block;
            return fate == HtmlFate::Keep && !plainTables() ? fate : HtmlFate::Block;
        case GUMBO_TAG_THEAD:
        case GUMBO_TAG_TBODY:
        case GUMBO_TAG_TFOOT:
        case GUMBO_TAG_TR:
            m_columns = 0;
            return fate == HtmlFate::Keep && !plainTables() ? fate : HtmlFate::Block;
        default:
            return fate;
        }
    }

    bool plainTables() const { return m_tables > m_bounds.tables || m_cells > m_bounds.cells; }

    void keep(const GumboNode &node)
    {
        const GumboElement &element = node.v.element;
        const auto name = QString::fromLatin1(gumbo_normalized_tagname(element.tag));
        QString more;
        if (element.tag == GUMBO_TAG_A) {
            const QString address = safeLink(attribute(element, "href"));
            if (address.isEmpty()) {
                m_open.push_back({&node, 0, {}});
                return;
            }
            more = QStringLiteral(" href=\"%1\"").arg(address.toHtmlEscaped());
        } else if (element.tag == GUMBO_TAG_TD || element.tag == GUMBO_TAG_TH) {
            for (const char *span : {"colspan", "rowspan"}) {
                const int count = attribute(element, span).toInt();
                if (count > 1)
                    more += QStringLiteral(" %1=\"%2\"").arg(QLatin1String(span)).arg(std::min(count, 20));
            }
        }
        m_into.html += u'<' + name + more + u'>';
        m_pre += element.tag == GUMBO_TAG_PRE ? 1 : 0;
        if (!isVoid(element.tag))
            m_open.push_back({&node, 0, QStringLiteral("</%1>").arg(name)});
    }

    void leave(const GumboNode &node)
    {
        if (node.type == GUMBO_NODE_ELEMENT && node.v.element.tag == GUMBO_TAG_TABLE
            && node.v.element.tag_namespace == GUMBO_NAMESPACE_HTML) {
            --m_tables;
        }
    }

    const HtmlBounds &m_bounds;
    const KnownImages &m_known;
    SafeHtml &m_into;
    std::vector<Place> m_open;
    int m_tables = 0;
    int m_cells = 0;
    int m_columns = 0; ///< Cells of the row so far.
    int m_pre = 0;
    int m_run = 0; ///< Characters since the line could be broken; see breakable().
};

} // namespace

QString imageName(const QString &address)
{
    return QStringLiteral("image:") + QString::fromLatin1(QCryptographicHash::hash(address.toUtf8(), QCryptographicHash::Sha256).toHex());
}

SafeHtml sanitizeHtml(const QString &html, const HtmlBounds &bounds, const KnownImages &known)
{
    SafeHtml safe;
    safe.shortened = html.size() > bounds.input;
    QByteArray bytes = html.left(bounds.input).toUtf8();
    // Zero bytes end C strings early, and mean nothing.
    bytes.replace('\0', "");
    const bool done = withHtmlTree(bytes, {}, [&](const GumboNode &root) { Writer(bounds, known, safe).write(root); });
    safe.tooCostly = !done;
    return safe;
}

} // namespace digidig::console
