// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/derive.h"
#include "store/remoterows.h"
#include "store/writer.h"

#include <QtCore/QSet>

#include <mutex>

namespace digidig::store {

// Contents that were made of documents of Storage: their pieces may be let go, and are had again
// from there. What else follows from the bytes stays, the text included.

/// Notes that the new content @p id, whose pieces take @p bytes, can be had again.
void noteContent(Work &work, qint64 id, qint64 bytes);
/// Keeps the content from now on, whatever happens.
void pinContent(Work &work, qint64 id);
/// Puts the pieces of a content back that were let go; does nothing when they are there.
void refillContent(Work &work, qint64 id, const std::vector<QByteArray> &chunks);

/// Lets up to 100 contents go, the least recently used first, while those kept take more than
/// @p bytes; true: there is more to do.
struct Evicted {
    qint64 contents = 0;
    bool more = false;
};
[[nodiscard]] Evicted runEvict(Work &work, qint64 bytes);

/// Contents that are the first to go, of some @p excess bytes, at most 1,000.
struct OldContent {
    qint64 id = 0;
    QByteArray sha256;
};
[[nodiscard]] std::vector<OldContent> oldContents(Connection &db, qint64 excess);

/// What the pieces take that could be had again.
[[nodiscard]] qint64 evictableBytes(Connection &db);

/// The document of which a content was made whose pieces are not here; empty: they are.
[[nodiscard]] QString missingContent(Connection &db, qint64 id);

/// Remembers which contents were read lately, until the writer is told. Thread-safe, bounded.
class RecentlyRead {
public:
    void add(qint64 content);
    [[nodiscard]] QSet<qint64> take();

private:
    std::mutex m_mutex;
    QSet<qint64> m_contents;
};
/// Counts @p contents as used now.
void runTouch(Work &work, const QSet<qint64> &contents);

} // namespace digidig::store
