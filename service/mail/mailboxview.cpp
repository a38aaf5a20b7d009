// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/mailboxviewparts.h"

#include <algorithm>

namespace digidig::mail {

MailboxView::MailboxView(std::shared_ptr<const Shared> shared)
    : m_shared(std::move(shared))
{
}

const MailboxView::Shared &MailboxView::shared() const
{
    static const Shared empty;
    return m_shared ? *m_shared : empty;
}

const Mailbox &MailboxView::mailbox() const
{
    return shared().mailbox;
}

qsizetype MailboxView::size() const
{
    return shared().ends.empty() ? 0 : shared().ends.back();
}

const IndexRow &MailboxView::at(qsizetype position) const
{
    const Shared &view = shared();
    Q_ASSERT(position >= 0 && position < size());
    const size_t chunk = view.chunkAt(position);
    return view.chunks[chunk]->rows[size_t(position - view.begin(chunk))];
}

qsizetype MailboxView::lowerBound(core::Uid uid) const
{
    const Shared &view = shared();
    const size_t chunk = view.chunkFrom(uid);
    if (chunk == view.chunks.size())
        return size();
    const auto &rows = view.chunks[chunk]->rows;
    const auto at = std::lower_bound(rows.begin(), rows.end(), uid,
        [](const IndexRow &row, core::Uid wanted) { return row.uid < wanted; });
    return view.begin(chunk) + (at - rows.begin());
}

qsizetype MailboxView::find(core::Uid uid) const
{
    const qsizetype position = lowerBound(uid);
    return position < size() && at(position).uid == uid ? position : -1;
}

void MailboxView::each(qsizetype first, qsizetype last,
    const std::function<bool(qsizetype, const IndexRow &)> &visit) const
{
    const Shared &view = shared();
    first = std::max<qsizetype>(first, 0);
    last = std::min(last, size());
    for (size_t chunk = view.chunkAt(first); first < last; ++chunk) {
        const qsizetype begin = view.begin(chunk);
        for (; first < std::min(last, view.ends[chunk]); ++first) {
            if (!visit(first, view.chunks[chunk]->rows[size_t(first - begin)]))
                return;
        }
    }
}

QStringList MailboxView::keywords() const
{
    return shared().keywords;
}

qsizetype MailboxView::firstUnseen() const
{
    return shared().firstUnseen;
}

qint64 MailboxView::bytes() const
{
    return shared().bytes;
}

MailboxView MailboxView::updated(const MailboxDelta &delta) const
{
    const Shared &view = shared();
    if (delta.whole && !view.chunks.empty() && delta.mailbox.uidValidity == mailbox().uidValidity) {
        // What is as it was stays shared with earlier versions.
        MailboxDelta changes{.mailbox = delta.mailbox};
        Cursor old(view);
        const auto gone = [&](core::Uid before) {
            for (; !old.atEnd() && old.row().uid < before; old.next())
                changes.vanished.push_back(old.row().uid);
        };
        for (const IndexRow &row : delta.rows) {
            gone(row.uid);
            const bool known = !old.atEnd() && old.row().uid == row.uid;
            if (!known || old.row() != row)
                changes.rows.push_back(row);
            if (known)
                old.next();
        }
        for (; !old.atEnd(); old.next())
            changes.vanished.push_back(old.row().uid);
        return updated(changes);
    }

    Builder builder;
    auto row = delta.rows.begin();
    const auto end = delta.rows.end();
    auto gone = delta.vanished.begin();
    const auto isGone = [&](core::Uid uid) {
        gone = std::lower_bound(gone, delta.vanished.end(), uid);
        return gone != delta.vanished.end() && *gone == uid;
    };
    for (size_t i = 0; i < view.chunks.size() && !delta.whole; ++i) {
        const Chunk &chunk = *view.chunks[i];
        const bool grows =
            i + 1 == view.chunks.size() && chunk.rows.size() < ChunkRows && row != end;
        gone = std::lower_bound(gone, delta.vanished.end(), chunk.first());
        const bool loses = gone != delta.vanished.end() && *gone <= chunk.last();
        const bool changes = row != end && row->uid <= chunk.last();
        if (!grows && !loses && !changes) {
            builder.share(view.chunks[i]);
            continue;
        }
        for (const IndexRow &old : chunk.rows) {
            for (; row != end && row->uid < old.uid; ++row)
                builder.add(*row);
            if (row != end && row->uid == old.uid)
                builder.add(*row++);
            else if (!isGone(old.uid))
                builder.add(old);
        }
        if (!grows)
            builder.flush();
    }
    for (; row != end; ++row)
        builder.add(*row);
    return MailboxView(std::make_shared<const Shared>(delta.mailbox, builder.take()));
}

MailboxView MailboxView::withoutExpunges(const MailboxView &later) const
{
    if (m_shared == later.m_shared)
        return later;
    Builder builder;
    Cursor mine(shared());
    Cursor theirs(later.shared());
    while (!theirs.atEnd()) {
        // Where nothing is missing, their chunk is taken as it is.
        const std::shared_ptr<const Chunk> &chunk = theirs.chunk();
        Cursor ahead = mine;
        bool missing = false;
        if (mine.sharesChunk(theirs)) {
            ahead.nextChunk();
        } else {
            auto row = chunk->rows.begin();
            for (; !missing && !ahead.atEnd() && ahead.row().uid <= chunk->last(); ahead.next()) {
                while (row->uid < ahead.row().uid)
                    ++row;
                missing = row->uid != ahead.row().uid;
            }
        }
        if (!missing) {
            builder.share(chunk);
            mine = ahead;
            theirs.nextChunk();
            continue;
        }
        for (const IndexRow &row : chunk->rows) {
            for (; !mine.atEnd() && mine.row().uid < row.uid; mine.next())
                builder.add(mine.row());
            if (!mine.atEnd() && mine.row().uid == row.uid)
                mine.next();
            builder.add(row);
        }
        builder.flush();
        theirs.nextChunk();
    }
    for (; !mine.atEnd(); mine.next())
        builder.add(mine.row());
    return MailboxView(std::make_shared<const Shared>(later.mailbox(), builder.take()));
}

MailboxView::Difference MailboxView::to(const MailboxView &later) const
{
    Difference difference;
    if (m_shared == later.m_shared)
        return difference;
    Cursor old(shared());
    Cursor now(later.shared());
    while (!old.atEnd()) {
        if (old.sharesChunk(now)) {
            old.nextChunk();
            now.nextChunk();
        } else if (now.atEnd() || old.row().uid < now.row().uid) {
            difference.expunged.push_back(old.position());
            old.next();
        } else if (now.row().uid < old.row().uid) {
            now.next(); // Never: UIDs only grow.
        } else {
            if (now.row().modSeq != old.row().modSeq)
                difference.changed.push_back(now.position());
            old.next();
            now.next();
        }
    }
    if (!now.atEnd())
        difference.added = later.size() - now.position();
    return difference;
}

} // namespace digidig::mail
