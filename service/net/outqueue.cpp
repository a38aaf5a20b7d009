// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/outqueue.h"

#include <sys/uio.h>

namespace digidig::net {

namespace {

/// Pieces up to this size are worth a copy; as large as a TLS record.
constexpr qsizetype Joined = 16 * 1024;

} // namespace

void OutQueue::append(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return;
    m_size += bytes.size();
    if (!m_pieces.empty() && bytes.size() + m_pieces.back().size() <= Joined) {
        m_pieces.back().append(bytes);
        return;
    }
    m_pieces.push_back(bytes);
}

QByteArrayView OutQueue::front() const
{
    return m_size == 0 ? QByteArrayView() : QByteArrayView(m_pieces[m_first]).sliced(m_offset);
}

int OutQueue::pieces(iovec *vectors, int count) const
{
    int n = 0;
    qsizetype offset = m_offset;
    for (size_t i = m_first; i < m_pieces.size() && n < count; ++i, offset = 0) {
        vectors[n].iov_base = const_cast<char *>(m_pieces[i].constData()) + offset;
        vectors[n++].iov_len = size_t(m_pieces[i].size() - offset);
    }
    return n;
}

void OutQueue::drop(qint64 bytes)
{
    m_size -= bytes;
    if (m_size == 0)
        return clear();
    while (bytes > 0) {
        const qint64 left = m_pieces[m_first].size() - m_offset;
        if (bytes < left) {
            m_offset += qsizetype(bytes);
            return;
        }
        bytes -= left;
        m_offset = 0;
        m_pieces[m_first++] = {};
    }
    // The emptied places go when they are the greater part: each piece is moved once on average.
    if (m_first > 16 && m_first * 2 > m_pieces.size()) {
        m_pieces.erase(m_pieces.begin(), m_pieces.begin() + qsizetype(m_first));
        m_first = 0;
    }
}

void OutQueue::clear()
{
    m_pieces = {};
    m_first = 0;
    m_offset = 0;
    m_size = 0;
}

} // namespace digidig::net
