// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/textmatch.h"

#include "mime/fold.h"
#include "mime/partheaders.h"
#include "mime/wireenvelope.h"
#include "store/codec.h"
#include "store/derive.h"
#include "store/needle.h"

#include <QtCore/QJsonArray>

#include <algorithm>

namespace digidig::store {

namespace {

using Where = mail::TextCondition::Where;

/// Where the index can tell nothing of the rest of the header, and it has to be looked at.
bool isIndexed(Where where)
{
    return where != Where::Bcc && where != Where::Header && where != Where::Text;
}

/// One condition, held against contents one after the other.
class Matcher {
public:
    Matcher(Connection &db, const mail::TextCondition &condition)
        : m_db(db)
        , m_where(condition.where)
        , m_field(condition.field)
        , m_needle(condition.text)
        , m_candidates(db, m_needle.trigrams())
    {
    }

    bool operator()(qint64 content)
    {
        const bool candidate = m_candidates.has(content);
        if (!candidate && isIndexed(m_where))
            return false; // Most of them end here: nothing else may cost anything before.
        m_db.checkDeadline();
        switch (m_where) {
        case Where::Subject:
            return inSubject(content);
        case Where::From:
        case Where::To:
        case Where::Cc:
        case Where::Bcc:
            return inAddresses(content);
        case Where::Body:
            return m_needle.isEmpty() || inBody(content);
        case Where::Text:
            return m_needle.isEmpty() || (candidate && inBody(content)) || inHeader(content)
                || inPartHeaders(content);
        case Where::Header:
            return inHeader(content);
        }
        return false;
    }

private:
    bool inSubject(qint64 content)
    {
        Query query = m_db.query("SELECT subject, envelope FROM content WHERE id=?");
        return query.bind(content).step() && m_needle.isIn(query.text(0))
            && mime::WireEnvelope(query.bytes(1)).subject().has_value();
    }

    bool inAddresses(qint64 content)
    {
        Query query = m_db.query("SELECT from_text, to_text, envelope FROM content WHERE id=?");
        if (!query.bind(content).step())
            return false;
        using mime::WireEnvelope;
        const auto list = m_where == Where::From ? WireEnvelope::From
            : m_where == Where::To               ? WireEnvelope::To
            : m_where == Where::Cc               ? WireEnvelope::Cc
                                                 : WireEnvelope::Bcc;
        const WireEnvelope envelope(query.bytes(2));
        if (envelope.addresses(list).empty())
            return false;
        // What the index has is asked as well: so the answer is the same whether it was there. It
        // has all that is not plain.
        if (m_where != Where::Bcc && envelope.isPlain(list)
            && !m_needle.isIn(query.text(m_where == Where::From ? 0 : 1)))
            return false;
        return m_needle.isIn(envelope.text(list));
    }

    bool inBody(qint64 content)
    {
        Query query = m_db.query("SELECT text, search FROM content WHERE id=?");
        if (!query.bind(content).step())
            return false;
        const auto body = texts(m_db, content, query.bytes(0), query.bytes(1));
        return body && (m_needle.isIn(body->search) || m_needle.isIn(body->text));
    }

    bool inHeader(qint64 content)
    {
        Query query = m_db.query("SELECT headers FROM content WHERE id=?");
        if (!query.bind(content).step())
            return false;
        const QByteArray packed = query.blob(0);
        const auto json = unpack(packed, MaxDerivedBytes);
        if (!json || !m_needle.mayBeInJson(*json))
            return false;
        const auto fields = headers(packed);
        if (!fields)
            return false;
        for (auto field = fields->begin(); field != fields->end(); ++field) {
            const bool wanted =
                m_where == Where::Text || field.key().compare(m_field, Qt::CaseInsensitive) == 0;
            if (!wanted)
                continue;
            const QJsonArray values = field->isArray() ? field->toArray() : QJsonArray{*field};
            for (const QJsonValue &value : values) {
                if (m_needle.isIn(m_where == Where::Text
                            ? field.key() + QStringLiteral(": ") + value.toString()
                            : value.toString()))
                    return true;
            }
        }
        return false;
    }

    /// The MIME header fields of parts belong to TEXT (RFC 9051 §6.4.4).
    bool inPartHeaders(qint64 content)
    {
        Query query = m_db.query("SELECT structure FROM content WHERE id=?");
        if (!query.bind(content).step())
            return false;
        const auto root = mime::deserialize(query.bytes(0));
        return root && !root->children.empty() && m_needle.isIn(mime::partHeaders(*root));
    }

    Connection &m_db;
    const Where m_where;
    const QString m_field;
    const CasemapNeedle m_needle;
    const Candidates m_candidates;
};

} // namespace

CasemapNeedle::CasemapNeedle(const QString &text)
    : m_text(text)
    , m_mapped(mime::casemap(text))
{
    m_isAscii =
        std::all_of(m_mapped.begin(), m_mapped.end(), [](QChar c) { return c.unicode() < 0x80; });
    // The colon may be the one between name and value, which JSON writes otherwise.
    const bool plain = std::all_of(m_mapped.begin(), m_mapped.end(),
        [](QChar c) { return c >= u' ' && c < u'\x7f' && c != u'"' && c != u'\\' && c != u':'; });
    if (plain)
        m_ascii = m_mapped.toLatin1();
}

bool CasemapNeedle::isIn(QStringView text) const
{
    return m_mapped.isEmpty() || mime::casemap(text).contains(m_mapped);
}

bool CasemapNeedle::mayBeInJson(QByteArray json) const
{
    unsigned char seen = 0;
    for (char &c : json) {
        seen = static_cast<unsigned char>(seen | static_cast<unsigned char>(c));
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    }
    if (seen >= 0x80)
        return true; // Other letters may be mapped to what is looked for.
    if (!m_isAscii)
        return false;
    return m_ascii.isEmpty() || json.contains(m_ascii);
}

QString CasemapNeedle::trigrams() const
{
    const QString folded = mime::foldSearch(m_text);
    if (!folded.isValidUtf16())
        return {};
    const QList<uint> points = folded.toUcs4();
    // At an end, the text may go on so that the index has something else there.
    const auto alone = [](uint c) { return mime::foldsAlone(char32_t(c)); };
    const auto begin = std::find_if(points.begin(), points.end(), alone);
    const auto end = std::find_if(points.rbegin(), points.rend(), alone).base();
    return begin < end ? trigramsOf(QList<uint>(begin, end)) : QString();
}

std::vector<bool> matchingContents(
    Connection &db, std::span<const core::ContentId> contents, const mail::TextCondition &condition)
{
    Matcher matches(db, condition);
    std::vector<bool> result;
    result.reserve(contents.size());
    for (const core::ContentId content : contents)
        result.push_back(matches(content.value));
    return result;
}

} // namespace digidig::store
