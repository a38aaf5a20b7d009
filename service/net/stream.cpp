// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/stream.h"

#include "net/streamstate.h"
#include "net/tlscontext.h"

#include <QtCore/QEvent>

namespace digidig::net {

namespace {

constexpr qint64 FinishMs = 10'000;

} // namespace

Stream::Stream(std::unique_ptr<Private> state)
    : d(std::move(state))
{
    d->q = this;
}

Stream::~Stream() = default;

void Stream::setHandler(Handler *handler)
{
    d->handler = handler;
}

bool Stream::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    d->posted = false;
    d->turn(false);
    return true;
}

QByteArrayView Stream::input() const
{
    return QByteArrayView(d->input).sliced(d->consumed);
}

void Stream::consume(qsizetype bytes)
{
    d->consumed = std::min(d->consumed + std::max<qsizetype>(bytes, 0), d->input.size());
    d->post();
}

void Stream::setInputLimit(qsizetype bytes)
{
    d->inputLimit = std::max<qsizetype>(bytes, 0);
    d->post();
}

void Stream::setReading(bool on)
{
    d->reading = on;
    d->post();
}

void Stream::write(const QByteArray &bytes)
{
    if (d->finishing || d->broken || d->closed)
        return;
    d->out.append(bytes);
    if (d->unsent() >= LowWater)
        d->above = true;
    d->post();
}

qint64 Stream::unsent() const
{
    return d->unsent();
}

bool Stream::canStartTls() const
{
    return d->tls == Private::Tls::Off && !d->compression && !d->finishing && !d->broken && !d->closed
        && d->server->setup.tls && d->server->setup.tls->isLoaded();
}

bool Stream::startTls()
{
    if (!canStartTls())
        return false;
    d->consumed = d->input.size();
    d->plainLeft = d->out.size();
    d->tls = Private::Tls::Waiting;
    d->connection->state = "handshake";
    ++d->server->handshakes;
    d->patience.set(d->server->handshakeTimeoutMs);
    d->post();
    return true;
}

bool Stream::isTls() const
{
    return d->tls != Private::Tls::Off;
}

TlsFacts Stream::tls() const
{
    return d->session ? d->session->facts() : TlsFacts();
}

QByteArray Stream::exportKey(QByteArrayView label, qsizetype bytes) const
{
    return d->session ? d->session->exportKey(label, bytes) : QByteArray();
}

bool Stream::isCompressed() const
{
    return d->compression != nullptr;
}

bool Stream::canCompress() const
{
    return !d->compression && (d->tls == Private::Tls::Off || d->tls == Private::Tls::On)
        && !d->finishing && !d->broken && !d->closed;
}

bool Stream::startCompression()
{
    if (!canCompress())
        return false;
    d->compression = std::make_unique<Private::Compression>(d.get());
    d->compression->wire = std::exchange(d->out, {});
    d->compression->in.feed(input());
    d->consumed = d->input.size();
    d->connection->compressed = true;
    d->post();
    return true;
}

void Stream::setDeadline(qint64 ms)
{
    d->deadlinePassed = false;
    if (!d->closed)
        d->deadline.set(ms);
}

void Stream::finish()
{
    if (d->finishing || d->closed)
        return;
    d->finishing = true;
    d->patience.set(FinishMs);
    d->post();
}

void Stream::abort()
{
    d->broken = true;
    d->post();
}

QHostAddress Stream::peer() const
{
    return d->peer;
}

bool Stream::isLoopback() const
{
    if (d->proxied)
        return false;
    if (d->peer.isNull())
        return true; // A Unix socket leads nowhere else.
    return d->peer.isLoopback() && d->descriptor >= 0
        && localOf(d->descriptor).address.isLoopback();
}

bool Stream::isConfidential() const
{
    return isTls() || d->proxiedTls;
}

Connection &Stream::connection() const
{
    return *d->connection;
}

std::shared_ptr<Connection> Stream::sharedConnection() const
{
    return d->connection;
}

} // namespace digidig::net
