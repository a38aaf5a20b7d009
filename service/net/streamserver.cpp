// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/streamserver.h"

#include "net/acceptor.h"
#include "net/streamstate.h"
#include "net/tlscontext.h"

#include <QtCore/QCoreApplication>

#include <algorithm>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace digidig::net {

namespace {

/// What is left after a timeout is broken off, which takes no longer than running handlers do.
constexpr qint64 AbortMs = 60'000;
constexpr int KeepAliveSeconds = 300;

void prepare(int descriptor)
{
    const int on = 1; // Answers are written whole: nothing to wait for.
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    // A client that has vanished without a word is found out before its session times out.
    ::setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &KeepAliveSeconds, sizeof KeepAliveSeconds);
}

} // namespace

bool StreamServerState::enter()
{
    const std::lock_guard lock(m_mutex);
    if (m_count >= maxConnections)
        return false;
    ++m_count;
    return true;
}

void StreamServerState::leave()
{
    const std::lock_guard lock(m_mutex);
    if (--m_count == 0)
        m_ended.notify_all();
}

int StreamServerState::count() const
{
    const std::lock_guard lock(m_mutex);
    return m_count;
}

bool StreamServerState::waitForEnd(qint64 ms)
{
    std::unique_lock lock(m_mutex);
    return m_ended.wait_for(lock, std::chrono::milliseconds(ms), [this] { return m_count == 0; });
}

QByteArray StreamServerState::busyWords(bool tls, bool perAddress) const
{
    return tls || !setup.busy ? QByteArray() : setup.busy(perAddress);
}

std::shared_ptr<const ProxyRule> StreamServerState::proxies() const
{
    const std::lock_guard lock(m_mutex);
    return m_proxies;
}

void StreamServerState::setProxies(const ProxyRule &rule)
{
    auto fresh = std::make_shared<const ProxyRule>(rule);
    const std::lock_guard lock(m_mutex);
    m_proxies = std::move(fresh);
}

struct StreamThreads::Private {
    std::vector<std::unique_ptr<StreamThread>> all;
};

StreamThreads::StreamThreads(int count)
    : d(std::make_unique<Private>())
{
    const int wanted = count > 0 ? count : std::max(QThread::idealThreadCount(), 1);
    for (int i = 0; i < wanted; ++i)
        d->all.push_back(std::make_unique<StreamThread>());
}

StreamThreads::~StreamThreads() = default;

int StreamThreads::count() const
{
    return int(d->all.size());
}

struct StreamServer::Private {
    StreamThreads::Private &threads;
    const std::shared_ptr<StreamServerState> state;
    std::vector<Acceptor *> acceptors; ///< They live on the first I/O thread.

    /// The one that has the fewest streams.
    [[nodiscard]] StreamLoop &loop() const
    {
        const auto it = std::min_element(threads.all.cbegin(), threads.all.cend(),
            [](const auto &a, const auto &b) { return a->loop->load < b->loop->load; });
        return *(*it)->loop;
    }

    std::optional<QByteArray> take(int descriptor, bool tls) const
    {
        const Arrival arrival{descriptor, tls, peerOf(descriptor)};
        const QHostAddress &peer = arrival.client.address;
        if (!state->enter()) {
            ++state->turnedAway;
            return state->busyWords(tls, false);
        }
        const bool headerComes = state->proxies()->expects(peer, tls);
        if (!headerComes && !peer.isNull()
            && !state->census.enter(AddressCensus::keyOf(peer), state->maxConnectionsPerAddress)) {
            state->leave();
            ++state->turnedAway;
            return state->busyWords(tls, true);
        }
        if (!peer.isNull())
            prepare(descriptor);
        StreamLoop &where = loop();
        ++where.load;
        const auto bring = [arrival, headerComes, server = state](StreamLoop &there) {
            if (headerComes)
                there.awaitHeader(arrival, server);
            else
                there.admit(arrival, server);
        };
        if (where.thread() == QThread::currentThread())
            bring(where);
        else
            where.relay->post(bring);
        return std::nullopt;
    }

    void start(int descriptor, const QString &path, bool tls)
    {
        auto *acceptor = new Acceptor(
            descriptor, path, [this, tls](int client) { return take(client, tls); },
            state->busyWords(tls, false));
        StreamLoop &first = *threads.all.front()->loop;
        acceptor->moveToThread(first.thread());
        acceptors.push_back(acceptor);
        core::runOn(&first, [acceptor] { acceptor->start(); });
    }

    template <typename F>
    void onEach(F f)
    {
        for (const auto &thread : threads.all)
            thread->loop->relay->post([f, server = state](StreamLoop &loop) { f(loop, server); });
    }
};

StreamServer::StreamServer(Setup setup)
    : d(new Private{*setup.threads->d, std::make_shared<StreamServerState>(setup), {}})
{
    Q_ASSERT(setup.registry && setup.handler);
}

StreamServer::~StreamServer()
{
    stop(0);
}

core::Result<quint16> StreamServer::listen(const QString &host, quint16 port, bool tls)
{
    const auto listening = Acceptor::listen(host, port);
    if (!listening)
        return listening.error();
    return adopt(*listening, tls);
}

core::Result<quint16> StreamServer::adopt(int descriptor, bool tls)
{
    if (tls && (!d->state->setup.tls || !d->state->setup.tls->isLoaded())) {
        ::close(descriptor);
        return {core::Errc::Invalid,
            QCoreApplication::translate("net", "there is no certificate to speak TLS with")};
    }
    const quint16 port = localOf(descriptor).port;
    d->start(descriptor, {}, tls);
    return port;
}

core::Result<void> StreamServer::listenLocal(const QString &path)
{
    const auto listening = Acceptor::listenLocal(path);
    if (!listening)
        return listening.error();
    d->start(*listening, path, false);
    return {};
}

void StreamServer::setLimits(const StreamLimits &limits)
{
    d->state->maxConnections = limits.maxConnections;
    d->state->maxConnectionsPerAddress = limits.maxConnectionsPerAddress;
    d->state->handshakeTimeoutMs = limits.handshakeTimeoutMs;
}

void StreamServer::setProxies(const ProxyRule &rule)
{
    d->state->setProxies(rule);
}

int StreamServer::connectionCount() const
{
    return d->state->count();
}

int StreamServer::handshakeCount() const
{
    return d->state->handshakes;
}

quint64 StreamServer::turnedAwayCount() const
{
    return d->state->turnedAway;
}

void StreamServer::stopAccepting()
{
    if (d->acceptors.empty())
        return;
    core::runOn(d->threads.all.front()->loop.get(), [this] {
        for (Acceptor *acceptor : d->acceptors)
            delete acceptor;
    });
    d->acceptors.clear();
}

void StreamServer::stop(qint64 timeoutMs)
{
    stopAccepting();
    d->state->stopping = true;
    d->onEach([](StreamLoop &loop, const auto &server) { loop.askAll(server.get()); });
    if (d->state->waitForEnd(timeoutMs))
        return;
    d->onEach([](StreamLoop &loop, const auto &server) { loop.abortAll(server.get()); });
    if (!d->state->waitForEnd(AbortMs))
        qWarning("Connections do not end");
}

} // namespace digidig::net
