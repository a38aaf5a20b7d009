// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpguard.h"

#include "core/clock.h"
#include "core/language.h"
#include "net/deadlines.h"
#include "net/directsocket.h"
#include "net/endpoint.h"
#include "net/httpanswer.h"
#include "net/httpconnection.h"
#include "net/httprelay.h"
#include "net/proxylobby.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

#include <algorithm>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace digidig::net {

namespace {

constexpr qint64 Tick = Doorkeeper::TickMs; ///< Deadlines this close to each other share one wake-up.
constexpr int MaxExtra = 64;

} // namespace

HttpGuard::HttpGuard(Setup setup, QObject *parent)
    : QTcpServer(parent)
    , m_setup(std::move(setup))
    , m_limits(m_setup.limits)
    , m_proxies(m_setup.proxies)
    , m_sharedLimits(m_setup.limits)
    , m_relay(std::make_shared<HttpRelay>(this))
    , m_timer(new QTimer(this))
{
    Q_ASSERT(m_setup.registry && m_setup.pool);
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &HttpGuard::sweep);
    connect(this, &QTcpServer::acceptError, this, &HttpGuard::descriptorsExhausted);
}

HttpGuard::~HttpGuard()
{
    m_relay->detach();
    m_drained = {};
    abortAll();
}

void HttpGuard::setHooks(RequestHooks hooks)
{
    m_hooks = std::move(hooks);
}

bool HttpGuard::dispatch()
{
    return m_announcing && m_announcing->dispatch();
}

void HttpGuard::answer(quint64 id, quint64 sequence, Response response)
{
    if (HttpConnection *connection = m_connections.value(id))
        connection->answer(sequence, std::move(response));
}

void HttpGuard::dropped(quint64 id, quint64 sequence)
{
    if (HttpConnection *connection = m_connections.value(id))
        connection->dropped(sequence);
}

void HttpGuard::sourceData(quint64 id, quint64 sequence, core::Result<QByteArray> data)
{
    if (HttpConnection *connection = m_connections.value(id))
        connection->sourceData(sequence, std::move(data));
}

void HttpGuard::sourceReady(quint64 id, quint64 sequence)
{
    if (HttpConnection *connection = m_connections.value(id))
        connection->sourceReady(sequence);
}

void HttpGuard::prepared(quint64 id, quint64 sequence)
{
    if (HttpConnection *connection = m_connections.value(id))
        connection->prepared(sequence);
}

bool HttpGuard::speaksCzech(QByteArrayView acceptLanguage) const
{
    return m_hooks.speaksCzech && m_hooks.speaksCzech(acceptLanguage);
}

Response HttpGuard::makeError(
    int status, QByteArrayView code, const char *text, QByteArrayView acceptLanguage) const
{
    const core::LanguageScope scope(speaksCzech(acceptLanguage));
    const QString detail = QCoreApplication::translate("net", text);
    if (m_hooks.makeError)
        return m_hooks.makeError(status, code, detail);
    Response response;
    response.status = status;
    response.headers.append("Content-Type", "text/plain; charset=utf-8");
    response.content = detail.toUtf8() + '\n';
    return response;
}

// ---- connections come and go ----

bool HttpGuard::hasRoom() const
{
    // The registry knows the connections of all listeners.
    const int waiting = m_lobby ? m_lobby->count() : 0;
    return m_setup.registry->count(Protocol::Http) - m_extra + waiting < m_limits.maxConnections;
}

void HttpGuard::incomingConnection(qintptr descriptor)
{
    const Endpoint peer = peerOf(int(descriptor));
    if (!m_proxies.expects(peer.address, false))
        arrive(int(descriptor), peer, false);
    else if (hasRoom())
        awaitHeader(int(descriptor));
    else
        turnAway(int(descriptor));
}

void HttpGuard::awaitHeader(int descriptor)
{
    if (!m_lobby) {
        m_deadlinesOfLobby = std::make_unique<Deadlines>();
        m_lobby = std::make_unique<ProxyLobby>(*m_deadlinesOfLobby);
    }
    const auto arrived = [this](int client, const ProxyHeader &header) {
        arrive(client, header.isLocal ? peerOf(client) : header.client, true);
        Q_EMIT newConnection(); // Qt itself says so only when it has just accepted one.
    };
    m_lobby->await(descriptor, m_proxies.timeoutMs, this, arrived, [] { });
}

void HttpGuard::arrive(int number, const Endpoint &client, bool proxied)
{
    const auto key = AddressCensus::keyOf(client.address);
    const bool thereIsRoom = hasRoom() && m_census.enter(key, m_limits.maxConnectionsPerAddress);
    // Through TLS a client can only be told after the handshake.
    if (!thereIsRoom
        && (!m_setup.socketFactory || m_extra >= MaxExtra || !m_census.enter(key, 0)))
        return turnAway(number);
    welcome(number, client, proxied, thereIsRoom);
}

void HttpGuard::welcome(int descriptor, const Endpoint &client, bool proxied, bool thereIsRoom)
{
    const int on = 1; // answers are written whole: nothing to wait for
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    QTcpSocket *socket = m_setup.socketFactory ? m_setup.socketFactory(descriptor, this)
                                               : new DirectSocket(descriptor, this);
    if (!socket) {
        m_census.leave(AddressCensus::keyOf(client.address));
        ::close(descriptor);
        return;
    }
    const bool tls = socket->inherits("QSslSocket");
    // The closer may run before add() has returned the id, but what it posts cannot.
    const auto id = std::make_shared<std::atomic<quint64>>(0);
    const auto entry = m_setup.registry->add(Protocol::Http, client.name(), tls, [relay = m_relay, id] {
        relay->post([id](HttpGuard &guard) {
            if (HttpConnection *connection = guard.m_connections.value(id->load()))
                connection->closeNow();
        });
    });
    *id = entry->id;
    auto *connection = new HttpConnection(this, socket, client, proxied, entry);
    m_connections.insert(entry->id, connection);
    if (!thereIsRoom) {
        connection->turnAway();
        ++m_extra;
    }
    ++m_count;
    schedule(connection);
    addPendingConnection(connection);
}

void HttpGuard::removed(HttpConnection *connection)
{
    if (!m_connections.remove(connection->id()))
        return;
    m_setup.registry->remove(connection->id());
    m_census.leave(AddressCensus::keyOf(connection->client()));
    --m_count;
    if (connection->isTurnedAway())
        --m_extra;
    if (m_draining && m_connections.isEmpty() && m_drained)
        std::exchange(m_drained, {})();
}

/// Says 503 without making anything of the connection.
void HttpGuard::turnAway(int descriptor)
{
    if (m_setup.socketFactory) {
        m_doorkeeper.turnAway(descriptor, {});
        return;
    }
    Response response = makeError(
        503, "connection_limit", QT_TRANSLATE_NOOP("net", "Too many connections"), {});
    response.close = true;
    response.headers.set("Retry-After", "5");
    const QByteArray bytes = planAnswer(response, nullptr, false).head + response.content;
    const bool told = m_doorkeeper.turnAway(descriptor, bytes);
    if (m_hooks.onAnswered)
        m_hooks.onAnswered(nullptr, 503, told ? response.content.size() : 0, 0);
    if (m_doorkeeper.isWaiting())
        armTimer(core::monotonicMs() + Tick);
}

/// accept() failed, and Qt has stopped accepting.
void HttpGuard::descriptorsExhausted()
{
    m_doorkeeper.descriptorsExhausted(
        int(socketDescriptor()), [this](int descriptor) { turnAway(descriptor); });
    m_acceptPaused = true;
    armTimer(core::monotonicMs() + Doorkeeper::AcceptPauseMs);
}

// ---- deadlines ----

/// A connection's deadline moves with every byte, mostly later. The heap is told only when it comes
/// nearer; one that comes up too early goes back in with the deadline of the day.
void HttpGuard::schedule(HttpConnection *connection)
{
    const qint64 at = connection->deadline();
    if (at >= connection->m_queuedDeadline)
        return;
    connection->m_queuedDeadline = at;
    m_deadlines.push({at, connection->id()});
    armTimer(at);
}

void HttpGuard::armTimer(qint64 atMs)
{
    if (m_timer->isActive() && m_timerAtMs <= atMs)
        return;
    const qint64 now = core::monotonicMs();
    m_timerAtMs = std::max(atMs, now) / Tick * Tick + Tick;
    m_timer->start(int(std::min<qint64>(m_timerAtMs - now, 24 * 3600 * 1000)));
}

void HttpGuard::sweep()
{
    const qint64 now = core::monotonicMs();
    while (!m_deadlines.empty() && m_deadlines.top().atMs <= now) {
        const Deadline due = m_deadlines.top();
        m_deadlines.pop();
        HttpConnection *connection = m_connections.value(due.id);
        if (!connection || connection->m_queuedDeadline != due.atMs)
            continue;
        connection->m_queuedDeadline = HttpConnection::Never;
        if (connection->deadline() <= now)
            connection->timedOut();
        if (m_connections.contains(due.id))
            schedule(connection);
    }
    m_doorkeeper.release(now);
    if (std::exchange(m_acceptPaused, false) && isListening())
        resumeAccepting();
    if (m_doorkeeper.isWaiting())
        armTimer(now + Tick);
    if (!m_deadlines.empty())
        armTimer(m_deadlines.top().atMs);
}

// ---- limits ----

void HttpGuard::setLimits(const HttpLimits &limits)
{
    {
        const std::lock_guard lock(m_mutex);
        m_sharedLimits = limits;
    }
    m_relay->run([](HttpGuard &guard) { guard.applyLimits(); });
}

HttpLimits HttpGuard::limits() const
{
    const std::lock_guard lock(m_mutex);
    return m_sharedLimits;
}

void HttpGuard::applyLimits()
{
    m_limits = limits();
    for (HttpConnection *connection : std::as_const(m_connections))
        schedule(connection);
    closeIdle(m_setup.registry->count(Protocol::Http) - m_limits.maxConnections);
}

/// Closes up to @p surplus idle connections, the longest idle first; never one that works.
void HttpGuard::closeIdle(int surplus)
{
    if (surplus <= 0)
        return;
    std::vector<HttpConnection *> idle;
    for (HttpConnection *connection : std::as_const(m_connections)) {
        if (connection->isIdle())
            idle.push_back(connection);
    }
    std::sort(idle.begin(), idle.end(),
        [](const auto *a, const auto *b) { return a->lastActiveMs() < b->lastActiveMs(); });
    idle.resize(std::min(idle.size(), size_t(surplus)));
    for (HttpConnection *connection : idle)
        connection->closeNow();
}

// ---- the end ----

void HttpGuard::stopAccepting()
{
    close();
}

void HttpGuard::drain(std::function<void()> done)
{
    stopAccepting();
    m_lobby.reset();
    m_draining = true;
    m_drained = std::move(done);
    const auto connections = m_connections.values();
    for (HttpConnection *connection : connections)
        connection->closeSoon();
    if (m_connections.isEmpty() && m_drained)
        std::exchange(m_drained, {})();
}

void HttpGuard::abortAll()
{
    m_lobby.reset();
    const auto connections = m_connections.values();
    for (HttpConnection *connection : connections)
        connection->closeNow();
}

} // namespace digidig::net
