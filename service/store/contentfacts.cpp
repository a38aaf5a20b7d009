// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/contentfacts.h"

#include "mime/text.h"
#include "store/access.h"
#include "store/derive.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

#include <sqlite3.h>

#include <array>

namespace digidig::store {

namespace {

constexpr size_t MaxContents = 10'000;

/// A column, the parts for which it is read, and where it goes.
struct Column {
    const char *name;
    quint32 parts;
    void (*take)(mail::ContentFacts &, Query &, int);
};

using mail::ContentFacts;
constexpr std::array Columns{
    Column{"envelope", mail::EnvelopePart | mail::SortPart,
        [](ContentFacts &f, Query &q, int c) { f.envelope = q.blob(c); }},
    Column{"body", mail::BodyPart, [](ContentFacts &f, Query &q, int c) { f.body = q.blob(c); }},
    Column{"body_structure", mail::BodyStructurePart,
        [](ContentFacts &f, Query &q, int c) { f.bodyStructure = q.blob(c); }},
    Column{"structure", mail::StructurePart,
        [](ContentFacts &f, Query &q, int c) { f.structure = q.blob(c); }},
    Column{"preview", mail::PreviewPart,
        [](ContentFacts &f, Query &q, int c) { f.preview = q.text(c); }},
    Column{"sha256", mail::EmailIdPart,
        [](ContentFacts &f, Query &q, int c) { f.emailId = emailId(q.bytes(c)); }},
    Column{"subject", mail::SortPart | mail::ThreadPart,
        [](ContentFacts &f, Query &q, int c) { f.subject = q.text(c); }},
    Column{"date_ms", mail::SortPart | mail::ThreadPart,
        [](ContentFacts &f, Query &q, int c) {
            if (!q.isNull(c))
                f.dateMs = q.integer(c);
        }},
    Column{"message_id", mail::ThreadPart,
        [](ContentFacts &f, Query &q, int c) { f.messageId = q.text(c); }},
    Column{"refs", mail::ThreadPart,
        [](ContentFacts &f, Query &q, int c) {
            f.references = q.text(c).split(u'\n', Qt::SkipEmptyParts);
        }},
};

/// The ids of References in their order: the column has In-Reply-To before them, so that it tells
/// the order of one alone.
QStringList referencesOf(Connection &db, core::ContentId content)
{
    Query query = db.query("SELECT headers FROM content WHERE id=?");
    if (!query.bind(content.value).step())
        return {};
    const auto fields = headers(query.bytes(0));
    if (!fields)
        throw Failure{fields.error()};
    for (auto field = fields->begin(); field != fields->end(); ++field) {
        if (field.key().compare(u"References", Qt::CaseInsensitive) != 0)
            continue;
        const QJsonValue first = field->isArray() ? field->toArray().first() : *field;
        return mime::messageIds(first.toString().toUtf8());
    }
    return {};
}

class FactsReader {
public:
    FactsReader(Connection &db, quint32 parts)
        : m_db(db)
        , m_parts(parts)
        , m_sql("SELECT id")
    {
        for (const Column &column : Columns) {
            if ((column.parts & parts) != 0) {
                m_sql += ',';
                m_sql += column.name;
            }
        }
        m_sql += " FROM content WHERE id=?";
    }

    ContentFacts operator()(core::ContentId content)
    {
        ContentFacts facts{.content = content};
        const auto read = guarded([&]() -> core::Result<void> {
            Query query = m_db.query(m_sql);
            if (!query.bind(content.value).step())
                return sqlError(SQLITE_CORRUPT, "a message has no content");
            take(facts, query);
            return {};
        });
        if (read)
            return facts;
        if (read.error().errc != core::Errc::Corrupt)
            throw Failure{read.error()};
        return {.content = content, .damaged = true};
    }

private:
    void take(ContentFacts &facts, Query &query)
    {
        int at = 1;
        for (const Column &column : Columns) {
            if ((column.parts & m_parts) != 0)
                column.take(facts, query, at++);
        }
        if (facts.references.size() > 1)
            facts.references = referencesOf(m_db, facts.content);
    }

    Connection &m_db;
    const quint32 m_parts;
    std::string m_sql;
};

} // namespace

std::vector<mail::ContentFacts> contentFacts(
    Connection &db, std::span<const core::ContentId> contents, quint32 parts)
{
    if (contents.size() > MaxContents) {
        throw Failure{{core::Errc::Invalid,
            QCoreApplication::translate("store", "the page is out of range"), {}, {}}};
    }
    std::vector<mail::ContentFacts> all;
    all.reserve(contents.size());
    FactsReader read(db, parts);
    for (const core::ContentId content : contents)
        all.push_back(read(content));
    return all;
}

} // namespace digidig::store
