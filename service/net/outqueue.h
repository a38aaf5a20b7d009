// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <vector>

struct iovec;

namespace digidig::net {

/// Bytes on their way out, in order. Small pieces are joined, large ones shared with whoever wrote
/// them; holds no memory while it is empty.
class OutQueue {
public:
    void append(const QByteArray &bytes);
    [[nodiscard]] qint64 size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    /// The first piece; empty when there is none.
    [[nodiscard]] QByteArrayView front() const;
    /// Fills in up to @p count pieces; how many.
    int pieces(iovec *vectors, int count) const;
    /// Forgets the first @p bytes.
    void drop(qint64 bytes);
    void clear();

private:
    std::vector<QByteArray> m_pieces;
    size_t m_first = 0; ///< Of m_pieces.
    qsizetype m_offset = 0; ///< In the first piece.
    qint64 m_size = 0;
};

} // namespace digidig::net
