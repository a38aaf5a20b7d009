// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/compression.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

namespace digidig::net {

namespace {

// While it works, a deflater takes (1 << (WindowBits + 2)) + (1 << (MemoryLevel + 9)) + 6 KiB: 38 KiB
// in all. Answers of mail repeat themselves within a few lines, so that more would gain little.
constexpr int WindowBits = 12;
constexpr int MemoryLevel = 5;
constexpr int Level = 4;
/// Of the client: it may look back as far as there is (RFC 4978 §4).
constexpr int AnyWindow = 15;
constexpr qsizetype MaxWindow = 32 * 1024;

Bytef *bytesOf(const char *data)
{
    return reinterpret_cast<Bytef *>(const_cast<char *>(data));
}

} // namespace

// ---- out ----

Deflater::Deflater() = default;

Deflater::~Deflater()
{
    if (m_stream)
        deflateEnd(m_stream.get());
}

void Deflater::rest()
{
    if (!m_stream || m_holdsBack)
        return;
    deflateEnd(m_stream.get());
    m_stream.reset();
}

bool Deflater::run(QByteArrayView bytes, int mode, char *room, qsizetype size, const Sink &sink)
{
    if (!m_stream) {
        auto fresh = std::make_unique<z_stream>();
        if (deflateInit2(fresh.get(), Level, Z_DEFLATED, -WindowBits, MemoryLevel,
                Z_DEFAULT_STRATEGY)
            != Z_OK)
            return false;
        m_stream = std::move(fresh);
    }
    m_stream->next_in = bytesOf(bytes.data());
    m_stream->avail_in = uInt(bytes.size());
    do {
        m_stream->next_out = bytesOf(room);
        m_stream->avail_out = uInt(size);
        // Z_BUF_ERROR: there was nothing more to do.
        const int result = deflate(m_stream.get(), mode);
        if (result != Z_OK && result != Z_BUF_ERROR)
            return false;
        const qsizetype made = size - qsizetype(m_stream->avail_out);
        if (made > 0)
            sink(QByteArrayView(room, made));
    } while (m_stream->avail_out == 0);
    return true;
}

bool Deflater::add(QByteArrayView bytes, char *room, qsizetype size, const Sink &sink)
{
    if (bytes.isEmpty())
        return true;
    m_holdsBack = true;
    return run(bytes, Z_NO_FLUSH, room, size, sink);
}

bool Deflater::flush(char *room, qsizetype size, const Sink &sink)
{
    if (!std::exchange(m_holdsBack, false))
        return true;
    return run({}, Z_SYNC_FLUSH, room, size, sink);
}

// ---- in ----

Inflater::Inflater() = default;

Inflater::~Inflater()
{
    if (m_stream)
        inflateEnd(m_stream.get());
}

void Inflater::feed(QByteArrayView bytes)
{
    if (m_used > 0)
        m_input.remove(0, std::exchange(m_used, 0));
    m_input.append(bytes);
}

bool Inflater::wake()
{
    if (m_stream)
        return true;
    auto fresh = std::make_unique<z_stream>();
    if (inflateInit2(fresh.get(), -AnyWindow) != Z_OK)
        return false;
    m_stream = std::move(fresh);
    const QByteArray window = std::exchange(m_window, {});
    return window.isEmpty()
        || inflateSetDictionary(m_stream.get(), bytesOf(window.constData()), uInt(window.size()))
        == Z_OK;
}

bool Inflater::next(char *room, qsizetype size, qsizetype *got)
{
    *got = 0;
    if (m_ended)
        return !hasMore();
    if (!wake())
        return false;
    m_stream->next_in = bytesOf(m_input.constData() + m_used);
    m_stream->avail_in = uInt(m_input.size() - m_used);
    m_stream->next_out = bytesOf(room);
    m_stream->avail_out = uInt(size);
    const int result = inflate(m_stream.get(), Z_SYNC_FLUSH);
    m_used = m_input.size() - qsizetype(m_stream->avail_in);
    *got = size - qsizetype(m_stream->avail_out);
    m_isFull = m_stream->avail_out == 0 && result == Z_OK;
    if (m_used == m_input.size()) {
        m_input = {};
        m_used = 0;
    }
    m_ended = result == Z_STREAM_END;
    // Z_BUF_ERROR: nothing came of it, and what zlib says of blocks then is not what it is.
    constexpr int AtItsEnd = 128; // And no bits of a byte are left over.
    if (result != Z_BUF_ERROR)
        m_isBetweenBlocks = m_stream->data_type == AtItsEnd;
    return result == Z_OK || result == Z_BUF_ERROR || m_ended;
}

void Inflater::rest()
{
    if (!m_stream || hasMore() || m_ended || !m_isBetweenBlocks)
        return;
    std::array<char, MaxWindow> window;
    uInt size = 0;
    if (inflateGetDictionary(m_stream.get(), bytesOf(window.data()), &size) != Z_OK)
        return;
    m_window = QByteArray(window.data(), qsizetype(size));
    inflateEnd(m_stream.get());
    m_stream.reset();
}

} // namespace digidig::net
