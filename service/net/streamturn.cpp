// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/streamstate.h"

#include "core/clock.h"
#include "core/logcontext.h"
#include "net/tlscontext.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>
#include <QtCore/QLoggingCategory>

#include <array>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace digidig::net {

namespace {

Q_LOGGING_CATEGORY(streamLog, "digidig.net")

/// How long a client that was told the end may take to notice it.
constexpr qint64 LeaveMs = 2'000;
/// How long a handler may take to end what an administrator wants ended.
constexpr qint64 AskedMs = 5'000;
/// Readings of one turn; then it is the turn of others.
constexpr int Readings = 4;
/// So far ahead of the socket compression goes.
constexpr qint64 CompressedAhead = 64 * 1024;
/// At once; what is made of it may be a little more.
constexpr qsizetype CompressedAtOnce = 32 * 1024;
/// Compression that was not used for so long gives memory back.
constexpr qint64 CompressionIdleMs = 1'000;

} // namespace

Stream::Private::Private(StreamLoop &loop_, quint64 serial_, const Arrival &arrival,
    std::shared_ptr<StreamServerState> server_, std::shared_ptr<Connection> connection_)
    : loop(loop_)
    , serial(serial_)
    , descriptor(arrival.descriptor)
    , server(std::move(server_))
    , connection(std::move(connection_))
    , peer(arrival.client.address)
    , proxied(arrival.proxied)
    , proxiedTls(arrival.proxiedTls)
    , reader(this, arrival.descriptor, QSocketNotifier::Read)
    , deadline(this, &Private::timedOut)
    , patience(this, &Private::patienceIsOver)
{
}

Stream::Private::~Private()
{
    --loop.load;
    server->leave();
}

bool Stream::Private::Notifier::event(QEvent *event)
{
    if (event->type() != QEvent::SockAct)
        return QSocketNotifier::event(event);
    if (type() == Write)
        m_owner->full = false;
    m_owner->turn(type() == Read);
    return true;
}

/// Inside a turn everything is seen to at its end.
void Stream::Private::post()
{
    if (inTurn || posted || closed)
        return;
    posted = true;
    QCoreApplication::postEvent(q, new QEvent(QEvent::User));
}

void Stream::Private::postAnother()
{
    if (posted)
        return;
    posted = true;
    QCoreApplication::postEvent(q, new QEvent(QEvent::User));
}

template <typename F>
void Stream::Private::call(F &&f)
{
    if (handler && !broken)
        f(*handler);
}

void Stream::Private::turn(bool readable)
{
    if (inTurn || closed)
        return;
    inTurn = true;
    const core::LogScope scope({.session = connection->id});
    if (std::exchange(asked, false)) {
        if (tls == Tls::Waiting || tls == Tls::Handshake) {
            fail("closed by the administrator");
        } else if (!finishing) {
            patience.set(askedStopping ? -1 : AskedMs);
            call([this](Handler &h) { h.asked(askedStopping); });
        }
    }
    if (std::exchange(deadlinePassed, false))
        call([](Handler &h) { h.timedOut(); });
    if (leaving)
        discard();
    else if (tls == Tls::Handshake)
        takeCareOfTls();
    else if (readable || inflates())
        receive();
    send();
    tellDrained();
    tellEnded();
    if (tls == Tls::Waiting && plainLeft == 0) {
        takeCareOfTls();
        send();
    }
    leave();
    inTurn = false;
    if (broken)
        close();
    else
        watch();
}

void Stream::Private::takeCareOfTls()
{
    if (broken)
        return;
    if (tls == Tls::Waiting) {
        const SslContextPtr context(server->setup.tls->acquire());
        if (!context)
            return fail("no certificate");
        session = std::make_unique<TlsSession>(context.get(), descriptor, *connection);
        tls = Tls::Handshake;
    }
    connection->lastActiveMs = core::monotonicMs();
    switch (session->handshake()) {
    case TlsSession::Outcome::Done:
        break;
    case TlsSession::Outcome::WantWrite:
        full = true;
        return;
    case TlsSession::Outcome::WantRead:
        return;
    default:
        return fail(session->reason());
    }
    tls = Tls::On;
    handshakeIsOver();
    if (!finishing)
        patience.set(-1);
    const TlsFacts facts = session->facts();
    connection->tls = true;
    connection->setCipher(QString::fromLatin1(facts.version + ' ' + facts.cipher));
    connection->state = "idle";
    call([](Handler &h) { h.secured(); });
}

void Stream::Private::handshakeIsOver()
{
    --server->handshakes;
}

// ---- in ----

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

// ---- out ----

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

// ---- the end ----

void Stream::Private::tellEnded()
{
    if (!ended || endedTold || broken || finishing)
        return;
    endedTold = true;
    if (handler && handler->ended()) {
        send();
        return;
    }
    if (!broken)
        q->finish();
    send();
}

void Stream::Private::leave()
{
    if (!finishing || broken || leaving || unsent() > 0 || (tls != Tls::Off && tls != Tls::On))
        return;
    if (tls == Tls::On)
        session->sendEnd();
    ::shutdown(descriptor, SHUT_WR);
    if (ended) {
        broken = true;
        return;
    }
    leaving = true;
    patience.set(LeaveMs);
}

/// What lies idle takes no more room than it needs.
void Stream::Private::releaseInput()
{
    constexpr qsizetype Small = 4 * 1024;
    const qsizetype left = input.size() - consumed;
    if (left == 0)
        input = {};
    else if (input.capacity() > Small && left < input.capacity() / 8)
        input = QByteArray(input.constData() + consumed, left);
    else
        return;
    consumed = 0;
}

void Stream::Private::watch()
{
    releaseInput();
    const bool inflating = inflates();
    if (inflating)
        postAnother();
    const bool read = tls == Tls::Handshake || leaving || (wantsToRead() && !inflating);
    if (reader.isEnabled() != read)
        reader.setEnabled(read);
    if (full && !writer)
        writer = std::make_unique<Notifier>(this, descriptor, QSocketNotifier::Write);
    if (writer && writer->isEnabled() != full)
        writer->setEnabled(full);
}

void Stream::Private::fail(const QByteArray &why)
{
    if (broken)
        return;
    broken = true;
    qCDebug(streamLog, "connection %llu of %s: %s", connection->id, qPrintable(connection->peer),
        why.constData());
}

void Stream::Private::close()
{
    closed = true;
    if (tls == Tls::Waiting || tls == Tls::Handshake)
        handshakeIsOver();
    deadline.set(-1);
    patience.set(-1);
    reader.setEnabled(false);
    if (writer)
        writer->setEnabled(false);
    session.reset();
    compression.reset();
    ::close(std::exchange(descriptor, -1));
    out.clear();
    if (!peer.isNull())
        server->census.leave(AddressCensus::keyOf(peer));
    server->setup.registry->remove(connection->id);
    loop.remove(serial);
    if (handler)
        std::exchange(handler, nullptr)->closed();
    q->deleteLater();
}

// ---- deadlines, and what others want ----

void Stream::Private::timedOut()
{
    deadlinePassed = true;
    turn(false);
}

void Stream::Private::patienceIsOver()
{
    fail("no end in time");
    turn(false);
}

void Stream::Private::ask(bool stops)
{
    asked = true;
    askedStopping = stops;
    turn(false);
}

} // namespace digidig::net
