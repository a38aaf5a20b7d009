// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <functional>
#include <memory>

struct z_stream_s;

namespace digidig::net {

/// Makes a DEFLATE stream without a head (RFC 1951), of which the receiver can read everything after
/// each flush(). Holds no memory after rest(). Not thread-safe.
class Deflater {
public:
    Deflater();
    ~Deflater();

    /// Hands on what comes of @p bytes in pieces of at most @p size, which are made in @p room.
    /// False when there is no memory.
    using Sink = std::function<void(QByteArrayView piece)>;
    [[nodiscard]] bool add(QByteArrayView bytes, char *room, qsizetype size, const Sink &sink);
    /// The same with what is still held back.
    [[nodiscard]] bool flush(char *room, qsizetype size, const Sink &sink);
    /// Whether something is held back.
    [[nodiscard]] bool holdsBack() const { return m_holdsBack; }
    /// Gives the memory back, unless something is held back: what comes then refers to nothing
    /// before it, and the receiver need not know.
    void rest();

private:
    [[nodiscard]] bool run(
        QByteArrayView bytes, int mode, char *room, qsizetype size, const Sink &sink);

    std::unique_ptr<z_stream_s> m_stream; ///< Null while it rests.
    bool m_holdsBack = false;
};

/// Reads a DEFLATE stream without a head, as far as it is asked to: however little there is of it,
/// what comes out can be very much. Not thread-safe.
class Inflater {
public:
    Inflater();
    ~Inflater();

    /// Takes @p bytes of the stream in, for next().
    void feed(QByteArrayView bytes);
    /// Whether next() may have something.
    [[nodiscard]] bool hasMore() const { return m_used < m_input.size() || m_isFull; }
    /// Up to @p size bytes into @p room; @p got may be 0. False when the stream is damaged, or goes
    /// on behind its end.
    [[nodiscard]] bool next(char *room, qsizetype size, qsizetype *got);
    /// Gives back what memory it can: all but what the stream may still refer to (at most 32 KiB,
    /// and no more than there was of it), unless it is in the middle of a block.
    void rest();

private:
    [[nodiscard]] bool wake();

    std::unique_ptr<z_stream_s> m_stream; ///< Null while it rests.
    QByteArray m_window; ///< While it rests: what it may refer to.
    QByteArray m_input;
    qsizetype m_used = 0; ///< Of m_input.
    bool m_isFull = false; ///< There was no room for all that was ready.
    bool m_isBetweenBlocks = true;
    bool m_ended = false;
};

} // namespace digidig::net
