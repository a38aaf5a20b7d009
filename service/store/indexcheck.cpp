// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/check.h"

#include "store/rows.h"
#include "store/textindex.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace digidig::store {

namespace {

/// A set of trigrams, as far as it must be told from others: how many, and a sum that does not
/// depend on order.
struct Digest {
    qint64 count = 0;
    quint64 mixed = 0;
};

/// Three code points in 63 bits, spread so that sums of them do not cancel out.
quint64 spread(const char32_t *points)
{
    quint64 x = (quint64(points[0]) << 42) ^ (quint64(points[1]) << 21) ^ quint64(points[2]);
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

Digest digestOf(const QByteArray &document)
{
    const std::u32string points = QString::fromUtf8(document).toStdU32String();
    std::vector<quint64> trigrams;
    for (size_t i = 0; i + 2 < points.size(); ++i)
        trigrams.push_back(spread(points.data() + i));
    std::sort(trigrams.begin(), trigrams.end());
    trigrams.erase(std::unique(trigrams.begin(), trigrams.end()), trigrams.end());
    Digest digest{qint64(trigrams.size()), 0};
    for (const quint64 trigram : trigrams)
        digest.mixed += trigram;
    return digest;
}

} // namespace

void checkTextIndex(Connection &db, Findings &findings, const std::function<void()> &tick)
{
    std::unordered_map<qint64, Digest> documents;
    {
        Query query = db.query(selectAll<ContentRow>()
            + "WHERE NOT EXISTS (SELECT 1 FROM index_queue WHERE document = content.id)");
        while (query.step()) {
            const auto row = loaded<ContentRow>(query);
            documents.emplace(row.id, digestOf(contentDocument(db, row)));
            tick();
        }
    }
    for (const char *table : {"message", "deleted"}) {
        Query query = db.query(
            std::string("SELECT m.id, m.sender, m.recipient, c.from_text, c.to_text FROM ") + table
            + " m JOIN content c ON c.id = m.content "
              "WHERE NOT EXISTS (SELECT 1 FROM index_queue WHERE document = -m.id)");
        while (query.step()) {
            ContentRow content;
            content.fromText = query.text(3);
            content.toText = query.text(4);
            const QString sender = query.text(1);
            const QString recipient = query.text(2);
            if (needsEnvelopeDocument(sender, recipient, content))
                documents.emplace(-query.integer(0), digestOf(envelopeDocument(sender, recipient)));
        }
    }
    Query terms = db.query("SELECT term, doc FROM text_index_terms");
    qint64 seen = 0;
    while (terms.step()) {
        const std::u32string points = terms.text(0).toStdU32String();
        Digest &digest = documents[terms.integer(1)];
        digest.count -= 1;
        digest.mixed -= points.size() == 3 ? spread(points.data()) : 1;
        if (++seen % 100'000 == 0)
            tick();
    }
    for (const auto &[document, digest] : documents) {
        if (digest.count != 0 || digest.mixed != 0) {
            findings.add(document > 0 ? QStringLiteral("content %1").arg(document)
                                      : QStringLiteral("message %1").arg(-document),
                QStringLiteral("the text index differs from the text"));
        }
    }
}

} // namespace digidig::store
