// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailboxindex.h"

#include <algorithm>
#include <set>
#include <utility>

// What a MailboxView is made of, for itself alone.

namespace digidig::mail {

struct LessWithoutCase {
    bool operator()(const QString &a, const QString &b) const
    {
        return a.compare(b, Qt::CaseInsensitive) < 0;
    }
};
/// Keywords, in the order of Flags.
using KeywordSet = std::set<QString, LessWithoutCase>;

/// Some neighbouring rows, never none and never changed: versions of a view share it.
struct MailboxView::Chunk {
    std::vector<IndexRow> rows;
    QStringList keywords = {}; ///< Of these rows, sorted.
    qsizetype firstUnseen = -1; ///< The first of these rows that is not \Seen; -1: all are.
    qint64 bytes = sizeof(Chunk);

    explicit Chunk(std::vector<IndexRow> given)
        : rows(std::move(given))
    {
        KeywordSet names;
        const QString *last = nullptr; // Rows share the lists of their keywords.
        for (const IndexRow &row : rows) {
            const QStringList &own = row.flags.keywords;
            if (own.isEmpty() || own.constData() == last)
                continue;
            last = own.constData();
            names.insert(own.begin(), own.end());
            bytes += own.size() * qint64(sizeof(QString));
        }
        keywords = {names.begin(), names.end()};
        const auto unseen = std::find_if(
            rows.begin(), rows.end(), [](const IndexRow &row) { return !row.flags.has(Seen); });
        if (unseen != rows.end())
            firstUnseen = unseen - rows.begin();
        bytes += qint64(rows.capacity() * sizeof(IndexRow));
    }
    [[nodiscard]] core::Uid first() const { return rows.front().uid; }
    [[nodiscard]] core::Uid last() const { return rows.back().uid; }
};

struct MailboxView::Shared {
    using Chunks = std::vector<std::shared_ptr<const Chunk>>;

    Mailbox mailbox = {};
    Chunks chunks = {};
    std::vector<qsizetype> ends = {}; ///< Positions behind each chunk.
    QStringList keywords = {}; ///< Of all rows, sorted.
    qsizetype firstUnseen = -1; ///< The first position that is not \Seen; -1: all are.
    qint64 bytes = sizeof(Shared);

    Shared() = default;
    Shared(Mailbox box, Chunks given)
        : mailbox(std::move(box))
        , chunks(std::move(given))
    {
        ends.reserve(chunks.size());
        qsizetype end = 0;
        KeywordSet names;
        const QStringList *last = nullptr; // Neighbours mostly have the same.
        for (const auto &chunk : chunks) {
            if (firstUnseen < 0 && chunk->firstUnseen >= 0)
                firstUnseen = end + chunk->firstUnseen;
            if (!chunk->keywords.isEmpty() && (!last || *last != chunk->keywords)) {
                names.insert(chunk->keywords.begin(), chunk->keywords.end());
                last = &chunk->keywords;
            }
            end += qsizetype(chunk->rows.size());
            ends.push_back(end);
            bytes += chunk->bytes + qint64(sizeof chunk + sizeof end);
        }
        keywords = {names.begin(), names.end()};
    }

    [[nodiscard]] qsizetype begin(size_t chunk) const { return chunk == 0 ? 0 : ends[chunk - 1]; }
    [[nodiscard]] size_t chunkAt(qsizetype position) const
    {
        return size_t(std::upper_bound(ends.begin(), ends.end(), position) - ends.begin());
    }
    /// The first chunk with a UID not below @p uid.
    [[nodiscard]] size_t chunkFrom(core::Uid uid) const
    {
        const auto at = std::lower_bound(chunks.begin(), chunks.end(), uid,
            [](const auto &chunk, core::Uid wanted) { return chunk->last() < wanted; });
        return size_t(at - chunks.begin());
    }
};

/// Puts the chunks of a view together.
class MailboxView::Builder {
public:
    void share(const std::shared_ptr<const Chunk> &chunk)
    {
        flush();
        m_chunks.push_back(chunk);
    }
    void add(const IndexRow &row)
    {
        if (m_rows.empty())
            m_rows.reserve(ChunkRows);
        m_rows.push_back(row);
        if (m_rows.size() == ChunkRows)
            flush();
    }
    /// Ends the chunk that add() fills. When it and the one before it are small, they become one:
    /// so the number of chunks follows that of the rows, whatever was expunged.
    void flush()
    {
        if (m_rows.empty())
            return;
        if (!m_chunks.empty() && m_chunks.back()->rows.size() + m_rows.size() <= ChunkRows / 2) {
            const auto &before = m_chunks.back()->rows;
            m_rows.insert(m_rows.begin(), before.begin(), before.end());
            m_chunks.pop_back();
        }
        m_rows.shrink_to_fit();
        m_chunks.push_back(std::make_shared<const Chunk>(std::exchange(m_rows, {})));
    }
    [[nodiscard]] Shared::Chunks take()
    {
        flush();
        return std::move(m_chunks);
    }

private:
    Shared::Chunks m_chunks;
    std::vector<IndexRow> m_rows;
};

/// Goes through a view, by rows or by chunks.
class MailboxView::Cursor {
public:
    explicit Cursor(const Shared &view)
        : m_view(&view)
    {
    }

    [[nodiscard]] bool atEnd() const { return m_chunk == m_view->chunks.size(); }
    [[nodiscard]] bool atChunk() const { return m_row == 0 && !atEnd(); }
    [[nodiscard]] const std::shared_ptr<const Chunk> &chunk() const
    {
        return m_view->chunks[m_chunk];
    }
    [[nodiscard]] const IndexRow &row() const { return chunk()->rows[m_row]; }
    [[nodiscard]] qsizetype position() const { return m_view->begin(m_chunk) + qsizetype(m_row); }
    /// Neither is at the end, and both are before the same rows, chunk by chunk.
    [[nodiscard]] bool sharesChunk(const Cursor &other) const
    {
        return atChunk() && other.atChunk() && chunk() == other.chunk();
    }
    void nextChunk()
    {
        ++m_chunk;
        m_row = 0;
    }
    void next()
    {
        if (++m_row == chunk()->rows.size())
            nextChunk();
    }

private:
    const Shared *m_view;
    size_t m_chunk = 0;
    size_t m_row = 0;
};

} // namespace digidig::mail
