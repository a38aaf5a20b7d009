// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/textindex.h"

#include "core/clock.h"
#include "mime/fold.h"
#include "mime/wireenvelope.h"
#include "store/derive.h"

#include <algorithm>

namespace digidig::store {

namespace {

constexpr qint64 BatchMs = 15;
/// Longer texts would hold the writer for too long; they are few, and scanned.
constexpr qsizetype LargestDocument = 512 * 1024;

/// The text a queued document stands for; nothing when it is gone.
std::optional<QByteArray> documentText(Connection &db, qint64 document)
{
    if (document > 0) {
        Query query = db.query(selectAll<ContentRow>() + "WHERE id=?");
        if (!query.bind(document).step())
            return std::nullopt;
        return contentDocument(db, loaded<ContentRow>(query));
    }
    Query query = db.query("SELECT sender, recipient FROM message WHERE id=?1 UNION ALL "
                           "SELECT sender, recipient FROM deleted WHERE id=?1");
    if (!query.bind(-document).step())
        return std::nullopt;
    return envelopeDocument(query.text(0), query.text(1));
}

} // namespace

QByteArray contentDocument(Connection &db, const ContentRow &content)
{
    const auto body = texts(db, content.id, content.text, content.search);
    if (!body)
        return {};
    QString all = mime::foldSearch(content.subject) + u'\n' + mime::foldSearch(content.fromText)
        + u'\n' + mime::foldSearch(content.toText) + u'\n' + mime::foldSearch(body->search);
    // Groups and routes, which the columns do not have.
    const mime::WireEnvelope envelope(content.envelope);
    for (const auto list :
        {mime::WireEnvelope::From, mime::WireEnvelope::To, mime::WireEnvelope::Cc}) {
        if (!envelope.isPlain(list))
            all += u'\n' + mime::foldSearch(envelope.text(list));
    }
    if (!body->search.contains(body->text))
        all += u'\n' + mime::foldSearch(body->text);
    return all.toUtf8().replace('\0', ' '); // The tokenizer stops at NUL.
}

QByteArray envelopeDocument(const QString &sender, const QString &recipient)
{
    const QString all = mime::foldSearch(sender) + u'\n' + mime::foldSearch(recipient);
    return all.toUtf8().replace('\0', ' ');
}

bool needsEnvelopeDocument(
    const QString &sender, const QString &recipient, const ContentRow &content)
{
    // A needle found in the sender is found in From, and so on: then the content's document
    // suffices.
    return !mime::foldSearch(content.fromText).contains(mime::foldSearch(sender))
        || !mime::foldSearch(content.toText).contains(mime::foldSearch(recipient));
}

void enqueueDocument(Work &work, qint64 document)
{
    work.db.run("INSERT INTO index_queue (document, large) VALUES (?, 0)", document);
    ++work.figures.unindexed;
}

void removeDocument(Work &work, qint64 document, const QByteArray &text)
{
    work.db.run("DELETE FROM index_queue WHERE document=?", document);
    if (work.db.changes() > 0) {
        --work.figures.unindexed; // It never got into the index.
        return;
    }
    Query query = work.db.query(
        "INSERT INTO text_index (text_index, rowid, text) VALUES ('delete', ?, CAST(? AS TEXT))");
    query.bind(document, text).run();
}

EnvelopeDocuments envelopeDocuments(Connection &db, qint64 after)
{
    EnvelopeDocuments found{{}, after};
    for (const char *table : {"message", "deleted"}) {
        Query query =
            db.query(std::string("SELECT m.id, m.sender, m.recipient, c.from_text, c.to_text FROM ")
                + table + " m JOIN content c ON c.id = m.content WHERE m.id>?");
        query.bind(after);
        while (query.step()) {
            ContentRow content;
            content.fromText = query.text(3);
            content.toText = query.text(4);
            if (needsEnvelopeDocument(query.text(1), query.text(2), content))
                found.messages.push_back(query.integer(0));
            found.upTo = std::max(found.upTo, query.integer(0));
        }
    }
    return found;
}

qint64 rebuildTextIndex(Work &work, const EnvelopeDocuments &known)
{
    const auto queued = [&work] { return work.db.integer("SELECT count(*) FROM index_queue"); };
    const qint64 before = queued();
    work.db.run("INSERT INTO text_index (text_index) VALUES ('delete-all')");
    work.db.run("INSERT OR IGNORE INTO index_queue (document, large) SELECT id, 0 FROM content");
    // What is gone meanwhile falls out of the queue by itself.
    const auto enqueue = [&work](const std::vector<qint64> &messages) {
        for (const qint64 message : messages)
            work.db.run(
                "INSERT OR IGNORE INTO index_queue (document, large) VALUES (?, 0)", -message);
    };
    enqueue(known.messages);
    enqueue(envelopeDocuments(work.db, known.upTo).messages);
    const qint64 after = queued();
    work.figures.unindexed += after - before;
    return after;
}

bool indexSome(Work &work)
{
    const qint64 until = core::monotonicMs() + BatchMs;
    while (core::monotonicMs() < until) {
        const qint64 document = work.db.integer(
            "SELECT document FROM index_queue WHERE large=0 ORDER BY document LIMIT 1");
        if (document == 0)
            return false;
        const auto text = documentText(work.db, document);
        if (text && text->size() > LargestDocument) {
            work.db.run("UPDATE index_queue SET large=1 WHERE document=?", document);
            continue;
        }
        if (text) {
            Query query =
                work.db.query("INSERT INTO text_index (rowid, text) VALUES (?, CAST(? AS TEXT))");
            query.bind(document, *text).run();
        }
        work.db.run("DELETE FROM index_queue WHERE document=?", document);
        --work.figures.unindexed;
    }
    return true;
}

} // namespace digidig::store
