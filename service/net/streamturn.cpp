// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/streamstate.h"

#include "core/clock.h"
#include "core/logcontext.h"
#include "net/tlscontext.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>
#include <QtCore/QLoggingCategory>

#include <sys/socket.h>
#include <unistd.h>

namespace digidig::net {

namespace {

Q_LOGGING_CATEGORY(streamLog, "digidig.net")

/// How long a client that was told the end may take to notice it.
constexpr qint64 LeaveMs = 2'000;
/// How long a handler may take to end what an administrator wants ended.
constexpr qint64 AskedMs = 5'000;

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
