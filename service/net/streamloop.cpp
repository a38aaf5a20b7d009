// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/streamloop.h"

#include "net/epolldispatcher.h"
#include "net/streamstate.h"

#include <unistd.h>

namespace digidig::net {

void StreamLoop::Relay::detach()
{
    const std::lock_guard lock(m_mutex);
    m_loop = nullptr;
}

StreamLoop::StreamLoop()
    : relay(std::make_shared<Relay>(this))
    , m_deadlines(std::make_unique<Deadlines>(this))
    , m_lobby(std::make_unique<ProxyLobby>(*m_deadlines, this))
    , m_scratch(64 * 1024)
{
}

StreamLoop::~StreamLoop() = default;

void StreamLoop::awaitHeader(Arrival arrival, const std::shared_ptr<StreamServerState> &server)
{
    const auto left = [this, server] {
        --load;
        server->leave();
    };
    if (server->stopping) {
        ::close(arrival.descriptor);
        left();
        return;
    }
    const auto arrived = [this, server, left, arrival](int descriptor, const ProxyHeader &header) {
        Arrival known = arrival;
        known.proxied = true;
        known.proxiedTls = header.tls;
        if (!header.isLocal)
            known.client = header.client;
        const auto key = AddressCensus::keyOf(known.client.address);
        if (server->census.enter(key, server->maxConnectionsPerAddress))
            return admit(known, server);
        ++server->turnedAway;
        m_lobby->turnAway(descriptor, server->busyWords(known.tls, true));
        left();
    };
    m_lobby->await(
        arrival.descriptor, server->proxies()->timeoutMs, server.get(), arrived, left);
}

void StreamLoop::admit(const Arrival &arrival, const std::shared_ptr<StreamServerState> &server)
{
    const quint64 serial = m_nextSerial++;
    const auto connection = server->setup.registry->add(server->setup.protocol,
        arrival.client.name(), arrival.tls,
        [relay = relay, serial] { relay->post([serial](StreamLoop &loop) { loop.ask(serial); }); });
    auto *stream =
        new Stream(std::make_unique<Stream::Private>(*this, serial, arrival, server, connection));
    m_streams.insert(serial, stream);
    Stream::Private &d = *stream->d;
    d.inTurn = true;
    if (server->stopping || (arrival.tls && !stream->startTls()))
        d.broken = true;
    else
        d.handler = server->setup.handler(stream);
    d.inTurn = false;
    if (!d.handler)
        d.broken = true;
    d.turn(true);
}

void StreamLoop::remove(quint64 serial)
{
    m_streams.remove(serial);
}

std::vector<Stream *> StreamLoop::streamsOf(const StreamServerState *server) const
{
    std::vector<Stream *> streams;
    for (Stream *stream : m_streams) {
        if (stream->d->server.get() == server)
            streams.push_back(stream);
    }
    return streams;
}

void StreamLoop::ask(quint64 serial)
{
    if (Stream *stream = m_streams.value(serial))
        stream->d->ask(false);
}

/// A handler may break off another stream while it is asked, but that ends later, not meanwhile.
void StreamLoop::askAll(const StreamServerState *server)
{
    m_lobby->closeAll(server);
    for (Stream *stream : streamsOf(server))
        stream->d->ask(true);
}

void StreamLoop::abortAll(const StreamServerState *server)
{
    for (Stream *stream : streamsOf(server))
        stream->abort();
}

void StreamLoop::retire()
{
    relay->detach();
    m_lobby.reset();
    m_deadlines.reset();
}

StreamThread::StreamThread()
    : loop(std::make_unique<StreamLoop>())
{
    thread.setObjectName(QStringLiteral("streams"));
    thread.setEventDispatcher(new EpollDispatcher);
    loop->moveToThread(&thread);
    thread.start();
}

StreamThread::~StreamThread()
{
    core::runOn(loop.get(), [this] {
        loop->retire();
        loop->moveToThread(nullptr);
    });
    thread.quit();
    thread.wait();
}

} // namespace digidig::net
