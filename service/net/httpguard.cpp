// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpguard.h"

#include "core/clock.h"
#include "net/directsocket.h"
#include "net/httpanswer.h"
#include "net/httpconnection.h"
#include "net/httprelay.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace digidig::net {

namespace {

constexpr qint64 Tick = 100; ///< Deadlines this close to each other share one wake-up.
constexpr size_t MaxTurnedAway = 64;
constexpr int MaxExtra = 64;
constexpr qint64 TurnedAwayMs = 1'000;
constexpr qint64 AcceptPauseMs = 200;

int openReserve()
{
    return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

QHostAddress peerOf(int descriptor)
{
    sockaddr_storage storage = {};
    socklen_t size = sizeof storage;
    if (::getpeername(descriptor, reinterpret_cast<sockaddr *>(&storage), &size) != 0)
        return {};
    const QHostAddress address(reinterpret_cast<const sockaddr *>(&storage));
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4); // also of ::ffff:a.b.c.d
    return isV4 ? QHostAddress(v4) : address;
}

} // namespace

HttpGuard::HttpGuard(Setup setup, QObject *parent)
    : QTcpServer(parent)
    , m_setup(std::move(setup))
    , m_limits(m_setup.limits)
    , m_sharedLimits(m_setup.limits)
    , m_relay(std::make_shared<HttpRelay>(this))
    , m_timer(new QTimer(this))
    , m_reserve(openReserve())
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
    releaseTurnedAway(0, true);
    if (m_reserve >= 0)
        ::close(m_reserve);
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

Response HttpGuard::makeError(int status, QByteArrayView code, const QString &detail) const
{
    if (m_hooks.makeError)
        return m_hooks.makeError(status, code, detail);
    Response response;
    response.status = status;
    response.headers.append("Content-Type", "text/plain; charset=utf-8");
    response.content = detail.toUtf8() + '\n';
    return response;
}

// ---- connections come and go ----

bool HttpGuard::hasRoom(const QHostAddress &peer) const
{
    // The registry knows the connections of all listeners.
    if (m_setup.registry->count(Protocol::Http) - m_extra >= m_limits.maxConnections)
        return false;
    return m_limits.maxConnectionsPerAddress <= 0
        || m_perAddress.value(peer) < m_limits.maxConnectionsPerAddress;
}

void HttpGuard::incomingConnection(qintptr descriptor)
{
    const int number = int(descriptor);
    const QHostAddress peer = peerOf(number);
    const bool thereIsRoom = hasRoom(peer);
    // Through TLS a client can only be told after the handshake.
    if (!thereIsRoom && (!m_setup.socketFactory || m_extra >= MaxExtra))
        return turnAway(number);
    welcome(descriptor, peer, thereIsRoom);
}

void HttpGuard::welcome(qintptr descriptor, const QHostAddress &peer, bool thereIsRoom)
{
    const int number = int(descriptor);
    const int on = 1; // answers are written whole: nothing to wait for
    ::setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    QTcpSocket *socket = m_setup.socketFactory ? m_setup.socketFactory(descriptor, this)
                                               : new DirectSocket(descriptor, this);
    if (!socket) {
        ::close(number);
        return;
    }
    const bool tls = socket->inherits("QSslSocket");
    const QString name = peer.protocol() == QAbstractSocket::IPv6Protocol
        ? QStringLiteral("[%1]:%2").arg(peer.toString()).arg(socket->peerPort())
        : QStringLiteral("%1:%2").arg(peer.toString()).arg(socket->peerPort());
    // The closer may run before add() has returned the id, but what it posts cannot.
    const auto id = std::make_shared<std::atomic<quint64>>(0);
    const auto entry = m_setup.registry->add(Protocol::Http, name, tls, [relay = m_relay, id] {
        relay->post([id](HttpGuard &guard) {
            if (HttpConnection *connection = guard.m_connections.value(id->load()))
                connection->closeNow();
        });
    });
    *id = entry->id;
    auto *connection = new HttpConnection(this, socket, peer, entry);
    m_connections.insert(entry->id, connection);
    if (!thereIsRoom) {
        connection->turnAway();
        ++m_extra;
    }
    ++m_perAddress[peer];
    ++m_count;
    schedule(connection);
    addPendingConnection(connection);
}

void HttpGuard::removed(HttpConnection *connection)
{
    if (!m_connections.remove(connection->id()))
        return;
    m_setup.registry->remove(connection->id());
    const auto it = m_perAddress.find(connection->client());
    if (it != m_perAddress.end() && --*it <= 0)
        m_perAddress.erase(it);
    --m_count;
    if (connection->isTurnedAway())
        --m_extra;
    if (m_draining && m_connections.isEmpty() && m_drained)
        std::exchange(m_drained, {})();
}

/// Says 503 without making anything of the connection. It is kept a moment, so that the request the
/// client has sent meanwhile does not reset the connection before the answer is read.
void HttpGuard::turnAway(int descriptor)
{
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    qint64 sent = 0;
    if (!m_setup.socketFactory) {
        Response response = makeError(
            503, "connection_limit", QCoreApplication::translate("net", "Too many connections"));
        response.close = true;
        response.headers.set("Retry-After", "5");
        const QByteArray bytes = planAnswer(response, nullptr, false).head + response.content;
        sent = std::max<qint64>(
            0, ::send(descriptor, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL));
        if (m_hooks.onAnswered)
            m_hooks.onAnswered(nullptr, 503, sent > 0 ? response.content.size() : 0, 0);
        ::shutdown(descriptor, SHUT_WR);
    }
    const qint64 now = core::monotonicMs();
    if (m_turnedAway.size() >= MaxTurnedAway || sent == 0) {
        ::close(descriptor);
        releaseTurnedAway(now, false);
        return;
    }
    m_turnedAway.push_back({descriptor, now + TurnedAwayMs});
    armTimer(now + Tick);
}

void HttpGuard::releaseTurnedAway(qint64 nowMs, bool all)
{
    char sink[16 * 1024];
    const auto last =
        std::remove_if(m_turnedAway.begin(), m_turnedAway.end(), [&](const TurnedAway &client) {
            const ssize_t n = ::recv(client.descriptor, sink, sizeof sink, MSG_DONTWAIT);
            const bool gone = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
            if (!all && !gone && client.untilMs > nowMs)
                return false;
            ::close(client.descriptor);
            return true;
        });
    m_turnedAway.erase(last, m_turnedAway.end());
}

/// accept() failed, as a rule because no descriptor was left, and Qt has stopped accepting. The
/// reserve makes room to answer one client, so the queue moves on instead of waking us for ever.
void HttpGuard::descriptorsExhausted()
{
    releaseTurnedAway(0, true);
    if (m_reserve >= 0 && isListening()) {
        ::close(std::exchange(m_reserve, -1));
        const int descriptor =
            ::accept4(int(socketDescriptor()), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (descriptor >= 0) {
            turnAway(descriptor);
            releaseTurnedAway(0, true);
        }
        m_reserve = openReserve();
    }
    m_acceptPaused = true;
    armTimer(core::monotonicMs() + AcceptPauseMs);
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
    releaseTurnedAway(now, false);
    if (std::exchange(m_acceptPaused, false) && isListening())
        resumeAccepting();
    if (!m_turnedAway.empty())
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
    const auto connections = m_connections.values();
    for (HttpConnection *connection : connections)
        connection->closeNow();
}

} // namespace digidig::net
