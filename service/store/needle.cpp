// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/needle.h"

#include "mime/fold.h"

#include <QtCore/QStringList>

#include <algorithm>

namespace digidig::store {

namespace {

/// Enough to be selective; FTS5 bounds the depth of an expression.
constexpr qsizetype MaxTrigrams = 32;
/// 32 MiB of ids: beyond this the index does not help any more.
constexpr size_t MaxCandidates = 4'000'000;

} // namespace

Needle::Needle(const QString &typed)
    : m_folded(mime::foldSearch(typed))
{
    if (mime::hasMarks(typed))
        m_exact = mime::foldCase(typed);
    // Nothing but marks: they are all there is to look for.
    if (m_folded.isEmpty() && !m_exact.isEmpty())
        m_folded = m_exact;
}

bool Needle::isIn(const QString &text) const
{
    if (!m_exact.isEmpty() && !mime::foldCase(text).contains(m_exact))
        return false;
    return m_folded == m_exact || mime::foldSearch(text).contains(m_folded);
}

QString Needle::trigrams() const
{
    if (!m_folded.isValidUtf16()
        || (m_folded == m_exact && m_folded != mime::foldSearch(m_folded)))
        return {};
    return trigramsOf(m_folded.toUcs4());
}

QString trigramsOf(QList<uint> points)
{
    if (points.size() < 3)
        return {};
    std::replace(points.begin(), points.end(), 0U, uint(' ')); // As in the index.
    const qsizetype count = points.size() - 2;
    const qsizetype step = qMax<qsizetype>(1, (count + MaxTrigrams - 1) / MaxTrigrams);
    QStringList terms;
    for (qsizetype i = 0; i < count; i += step) {
        QString term =
            QString::fromUcs4(reinterpret_cast<const char32_t *>(points.constData()) + i, 3);
        term.replace(u'"', QStringLiteral("\"\""));
        terms += u'"' + term + u'"';
    }
    terms.removeDuplicates();
    return terms.join(QStringLiteral(" AND "));
}

Candidates::Candidates(Connection &db, const Needle &needle)
    : Candidates(db, needle.trigrams())
{
}

Candidates::Candidates(Connection &db, const QString &expression)
{
    if (expression.isEmpty()) {
        m_all = true;
        return;
    }
    const auto take = [this](Query &query) {
        while (!m_all && query.step()) {
            m_documents.push_back(query.integer(0));
            m_all = m_documents.size() > MaxCandidates;
        }
    };
    Query indexed = db.query("SELECT rowid FROM text_index WHERE text_index MATCH ?");
    take(indexed.bind(expression));
    Query waiting = db.query("SELECT document FROM index_queue");
    take(waiting);
    if (m_all)
        m_documents.clear();
    std::sort(m_documents.begin(), m_documents.end());
}

bool Candidates::has(qint64 document) const
{
    return m_all || std::binary_search(m_documents.begin(), m_documents.end(), document);
}

} // namespace digidig::store
