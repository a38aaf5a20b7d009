// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/streamstate.h"

#include "core/clock.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <sys/uio.h>

namespace digidig::net {

namespace {

/// So far ahead of the socket compression goes.
constexpr qint64 CompressedAhead = 64 * 1024;
/// At once; what is made of it may be a little more.
constexpr qsizetype CompressedAtOnce = 32 * 1024;

} // namespace

void Stream::Private::send()
{
    do {
        if (broken || full)
            return;
        if (compression)
            deflateSome();
        if (broken || outgoing().isEmpty())
            return;
        switch (tls) {
        case Tls::Off:
            sendPlain(outgoing().size());
            break;
        case Tls::Waiting:
            return sendPlain(plainLeft);
        case Tls::Handshake:
            return;
        case Tls::On:
            sendTls();
            break;
        }
    } while (compression);
}

/// The end of what was written is the end of an answer, or of what there is of it: the client must
/// be able to read it.
void Stream::Private::deflateSome()
{
    OutQueue &wire = compression->wire;
    std::vector<char> &scratch = loop.scratch();
    const auto sink = [&wire](QByteArrayView piece) { wire.append(piece.toByteArray()); };
    bool good = true;
    while (good && !out.isEmpty() && wire.size() < CompressedAhead) {
        const QByteArrayView front = out.front();
        const QByteArrayView piece = front.first(std::min(front.size(), CompressedAtOnce));
        good = compression->deflater.add(piece, scratch.data(), qsizetype(scratch.size()), sink);
        connection->contentOut.fetch_add(piece.size(), std::memory_order_relaxed);
        out.drop(piece.size());
    }
    if (good && out.isEmpty() && compression->deflater.holdsBack()) {
        good = compression->deflater.flush(scratch.data(), qsizetype(scratch.size()), sink);
        compression->idle.set(CompressionIdleMs);
    }
    if (!good)
        fail("no memory for compression");
}

void Stream::Private::compressionIsIdle()
{
    compression->deflater.rest();
    compression->in.rest();
}

void Stream::Private::sendPlain(qint64 most)
{
    OutQueue &queue = outgoing();
    std::array<iovec, 16> vectors;
    const qint64 before = most;
    while (most > 0 && !full) {
        msghdr message = {};
        message.msg_iov = vectors.data();
        int count = queue.pieces(vectors.data(), int(vectors.size()));
        qint64 total = 0;
        for (int i = 0; i < count; ++i) {
            auto &vector = vectors[size_t(i)];
            vector.iov_len = std::min(vector.iov_len, size_t(most - total));
            total += qint64(vector.iov_len);
            if (total == most)
                count = i + 1;
        }
        message.msg_iovlen = size_t(count);
        const ssize_t n = ::sendmsg(descriptor, &message, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
            return fail(std::strerror(errno));
        const qint64 sent = std::max<ssize_t>(n, 0);
        full = sent < total;
        most -= sent;
        queue.drop(sent);
    }
    const qint64 sent = before - most;
    if (tls == Tls::Waiting)
        plainLeft = most;
    if (sent > 0) {
        connection->bytesOut.fetch_add(sent, std::memory_order_relaxed);
        connection->lastActiveMs = core::monotonicMs();
    }
}

void Stream::Private::sendTls()
{
    OutQueue &queue = outgoing();
    while (!queue.isEmpty() && !full) {
        qsizetype taken = 0;
        const QByteArrayView piece = queue.front();
        switch (session->write(piece.first(std::min(piece.size(), TlsSession::MinRead)), &taken)) {
        case TlsSession::Outcome::Done:
            queue.drop(taken);
            connection->lastActiveMs = core::monotonicMs();
            break;
        case TlsSession::Outcome::WantWrite:
            full = true;
            break;
        case TlsSession::Outcome::WantRead: // Without renegotiation nothing has to be read first.
        case TlsSession::Outcome::Ended:
        case TlsSession::Outcome::Failed:
            return fail(session->reason());
        }
    }
}

/// Once in a turn: whoever answers with more than goes out at once lets others have theirs first.
void Stream::Private::tellDrained()
{
    if (!above || broken || unsent() >= LowWater)
        return;
    above = false;
    call([](Handler &h) { h.drained(); });
    send();
    if (above && unsent() < LowWater)
        postAnother();
}

} // namespace digidig::net
