// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/textindex.h"

#include "core/clock.h"
#include "mime/fold.h"
#include "store/derive.h"

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
