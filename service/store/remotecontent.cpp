// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/remotecontent.h"

#include "core/clock.h"
#include "store/bodytext.h"
#include "store/codec.h"

namespace digidig::store {

namespace {

constexpr qint64 EvictStep = 100;
constexpr qsizetype MaxRecent = 10'000;

/// What may be brought back is kept: Storage may have it no more by then. So is what Storage has
/// not been told all of: it may have been told to remove it.
const std::string Evictable =
    "r.bytes>0 AND NOT EXISTS (SELECT 1 FROM deleted d WHERE d.content = r.content) "
    "AND NOT EXISTS (SELECT 1 FROM remote x JOIN remote_queue q ON q.remote = x.id "
    "WHERE x.content = r.content)";

void save(Connection &db, const RemoteContentRow &row)
{
    db.run("UPDATE remote_content SET bytes=?, used_ms=?, sum=? WHERE content=?", row.bytes,
        row.usedMs, sumOf(row), row.content);
}

/// The text of a content may be a piece of its bytes (bodytext.h); it stays when they go.
void keepText(Connection &db, ContentRow &row)
{
    const auto text = unpackText(db, row.id, row.text);
    if (!text)
        throw Failure{text.error()};
    QByteArray packed = pack(*text);
    if (packed == row.text)
        return;
    row.text = std::move(packed);
    db.run("UPDATE content SET text=?, sum=? WHERE id=?", row.text, sumOf(row), row.id);
}

void evictOne(Work &work, RemoteContentRow &row)
{
    row.bytes = 0;
    if (auto content = find<ContentRow>(work.db, "WHERE id=?", row.content)) {
        keepText(work.db, *content);
        work.db.run("DELETE FROM content_chunk WHERE id BETWEEN ? AND ?", chunkId(row.content, 0),
            chunkId(row.content + 1, 0) - 1);
        save(work.db, row);
    } else {
        work.db.run("DELETE FROM remote_content WHERE content=?", row.content);
    }
}

} // namespace

void noteContent(Work &work, qint64 id, qint64 bytes)
{
    RemoteContentRow row{id, bytes, core::nowMs()};
    insert(work.db, row);
}

void pinContent(Work &work, qint64 id)
{
    work.db.run("DELETE FROM remote_content WHERE content=? AND bytes>0", id);
}

void refillContent(Work &work, qint64 id, const std::vector<QByteArray> &chunks)
{
    auto row = find<RemoteContentRow>(work.db, "WHERE content=?", id);
    if (!row || row->bytes > 0)
        return;
    qint64 sequence = 0;
    for (const QByteArray &data : chunks) {
        ChunkRow chunk{chunkId(id, sequence++), data};
        insert(work.db, chunk);
        row->bytes += data.size();
    }
    row->usedMs = core::nowMs();
    save(work.db, *row);
}

Evicted runEvict(Work &work, qint64 bytes)
{
    std::vector<qint64> ids;
    qint64 excess = evictableBytes(work.db) - bytes;
    {
        Query query = work.db.query("SELECT r.content, r.bytes FROM remote_content r WHERE "
            + Evictable + " ORDER BY r.used_ms LIMIT ?");
        query.bind(EvictStep);
        while (excess > 0 && query.step()) {
            ids.push_back(query.integer(0));
            excess -= query.integer(1);
        }
    }
    for (const qint64 id : ids) {
        if (auto row = find<RemoteContentRow>(work.db, "WHERE content=?", id))
            evictOne(work, *row);
    }
    return {qint64(ids.size()), excess > 0 && qint64(ids.size()) == EvictStep};
}

std::vector<OldContent> oldContents(Connection &db, qint64 excess)
{
    constexpr qint64 most = 1000;
    std::vector<OldContent> old;
    Query query = db.query("SELECT r.content, c.sha256, r.bytes FROM remote_content r "
                           "JOIN content c ON c.id = r.content WHERE "
        + Evictable + " ORDER BY r.used_ms LIMIT ?");
    query.bind(most);
    while (excess > 0 && query.step()) {
        old.push_back({query.integer(0), query.blob(1)});
        excess -= query.integer(2);
    }
    return old;
}

qint64 evictableBytes(Connection &db)
{
    return db.integer("SELECT coalesce(sum(bytes), 0) FROM remote_content WHERE bytes>0");
}

QString missingContent(Connection &db, qint64 id)
{
    if (db.integer("SELECT EXISTS (SELECT 1 FROM remote_content WHERE content=? AND bytes=0)", id)
        == 0)
        return {};
    Query query = db.query("SELECT document FROM remote WHERE content=? AND document<>'' "
                           "ORDER BY stage, id LIMIT 1");
    return query.bind(id).step() ? query.text(0) : QStringLiteral("?");
}

void RecentlyRead::add(qint64 content)
{
    const std::lock_guard lock(m_mutex);
    if (m_contents.size() < MaxRecent)
        m_contents.insert(content);
}

QSet<qint64> RecentlyRead::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_contents, {});
}

void runTouch(Work &work, const QSet<qint64> &contents)
{
    for (const qint64 id : contents) {
        if (auto row = find<RemoteContentRow>(work.db, "WHERE content=?", id)) {
            row->usedMs = core::nowMs();
            save(work.db, *row);
        }
    }
}

} // namespace digidig::store
