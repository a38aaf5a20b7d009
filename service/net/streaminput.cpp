// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/streamstate.h"

#include "core/clock.h"

#include <cerrno>
#include <cstring>

#include <sys/socket.h>

namespace digidig::net {

namespace {

/// Readings of one turn; then it is the turn of others.
constexpr int Readings = 4;

} // namespace

bool Stream::Private::wantsToRead() const
{
    return reading && !ended && !finishing && !broken && (tls == Tls::Off || tls == Tls::On)
        && input.size() - consumed <= inputLimit;
}

void Stream::Private::receive()
{
    const qsizetype before = input.size();
    const qsizetype consumedBefore = consumed;
    for (int i = 0; i < Readings && wantsToRead(); ++i) {
        if (inflates())
            inflateSome();
        else if (!(tls == Tls::On ? receiveTls() : receivePlain()))
            break;
    }
    if (input.size() - consumed == before - consumedBefore)
        return;
    connection->lastActiveMs = core::monotonicMs();
    call([](Handler &h) { h.received(); });
}

bool Stream::Private::receivePlain()
{
    std::vector<char> &scratch = loop.scratch();
    const auto room = size_t(compression ? TlsSession::MinRead : roomForInput());
    const size_t size = std::min(scratch.size(), room);
    ssize_t n = 0;
    do {
        n = ::recv(descriptor, scratch.data(), size, 0);
    } while (n < 0 && errno == EINTR);
    if (n > 0) {
        connection->bytesIn.fetch_add(n, std::memory_order_relaxed);
        grown(scratch.data(), n);
    } else if (n == 0) {
        ended = true;
    } else if (errno != EAGAIN && errno != EWOULDBLOCK) {
        fail(std::strerror(errno));
    }
    return n == ssize_t(size);
}

bool Stream::Private::receiveTls()
{
    std::vector<char> &scratch = loop.scratch();
    qsizetype got = 0;
    switch (session->read(scratch.data(), TlsSession::MinRead, &got)) {
    case TlsSession::Outcome::Done:
        grown(scratch.data(), got);
        return true;
    case TlsSession::Outcome::WantRead:
        return false;
    case TlsSession::Outcome::WantWrite:
        full = true;
        return false;
    case TlsSession::Outcome::Ended:
        ended = true;
        return false;
    case TlsSession::Outcome::Failed:
        break;
    }
    fail(session->reason());
    return false;
}

qsizetype Stream::Private::roomForInput() const
{
    return inputLimit + TlsSession::MinRead - (input.size() - consumed);
}

void Stream::Private::grown(const char *data, qsizetype size)
{
    if (!compression)
        return append(data, size);
    compression->in.feed(QByteArrayView(data, size));
    inflateSome();
}

bool Stream::Private::inflates() const
{
    return compression && wantsToRead() && compression->in.hasMore();
}

/// No more than there is room for: the rest stays as small as it came. Meanwhile nothing is read.
void Stream::Private::inflateSome()
{
    std::vector<char> &scratch = loop.scratch();
    qsizetype got = 0;
    const qsizetype most = std::min(qsizetype(scratch.size()), roomForInput());
    compression->idle.set(CompressionIdleMs);
    if (!compression->in.next(scratch.data(), most, &got))
        return fail("what it sends is no DEFLATE stream");
    connection->contentIn.fetch_add(got, std::memory_order_relaxed);
    if (got > 0)
        append(scratch.data(), got);
}

void Stream::Private::append(const char *data, qsizetype size)
{
    if (consumed > 0) {
        input.remove(0, consumed);
        consumed = 0;
    }
    input.append(data, size);
}

/// What comes after the end is of no interest, but unread it would reset the connection before the
/// client has read everything.
void Stream::Private::discard()
{
    std::vector<char> &scratch = loop.scratch();
    const ssize_t n = ::recv(descriptor, scratch.data(), scratch.size(), 0);
    if (n > 0)
        connection->bytesIn.fetch_add(n, std::memory_order_relaxed);
    else if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
        broken = true;
}

} // namespace digidig::net
