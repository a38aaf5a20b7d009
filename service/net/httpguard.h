// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/addresscensus.h"
#include "net/connections.h"
#include "net/doorkeeper.h"
#include "net/http.h"
#include "net/endpoint.h"
#include "net/httplimits.h"
#include "net/proxyrule.h"

#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>

#include <QtCore/QHash>

#include <functional>
#include <memory>
#include <mutex>
#include <queue>
#include <vector>

class QThreadPool;
class QTimer;

namespace digidig::net {

class Deadlines;
class HttpConnection;
class HttpRelay;
class ProxyLobby;

/// The listening socket in front of an HTTP server: accepts, bounds, frames, validates and times
/// every request before the server behind it sees one, and writes every answer. Lives on the HTTP
/// thread, which runs an EpollDispatcher; `setLimits`, `limits` and `connectionCount` may be called
/// from any.
class HttpGuard : public QTcpServer {
    Q_OBJECT

public:
    /// Makes the socket that speaks with a client from an accepted descriptor; null refuses it.
    using SocketFactory = std::function<QTcpSocket *(qintptr descriptor, QObject *parent)>;

    struct Setup {
        ConnectionRegistry *registry = nullptr; ///< Required; outlives the guard.
        QThreadPool *pool = nullptr; ///< Required; runs BodySource::read; outlives the guard.
        QString spoolDirectory = {}; ///< For request content over 256 KiB; empty: the system's own.
        SocketFactory socketFactory = {}; ///< Empty: plain TCP.
        HttpLimits limits = {};
        ProxyRule proxies = {}; ///< `plain` is for all its connections.
    };

    explicit HttpGuard(Setup setup, QObject *parent = nullptr);
    ~HttpGuard() override;

    /// Who answers; set before listen(). rest::Front does this.
    void setHooks(RequestHooks hooks);
    /// Hands the request that is being announced to `onRequest`; false when there is none. Called by the HTTP
    /// server behind the guard, inside the readyRead() that announced the request.
    bool dispatch();

    /// Applies @p limits to new and open connections: idle ones over a lowered bound are closed.
    void setLimits(const HttpLimits &limits);
    [[nodiscard]] HttpLimits limits() const;
    /// For connections from then on. On the HTTP thread.
    void setProxies(const ProxyRule &rule) { m_proxies = rule; }
    [[nodiscard]] int connectionCount() const { return m_count.load(std::memory_order_relaxed); }

    /// Closes the listening socket; open connections go on.
    void stopAccepting();
    /// Stops accepting, closes idle connections now and busy ones after their answer; calls @p done
    /// on the HTTP thread when the last one is gone (at once when there is none).
    void drain(std::function<void()> done);
    /// Breaks every connection off.
    void abortAll();

    // For the exchanges under way; each does nothing once the exchange is over. On the HTTP thread.
    void answer(quint64 id, quint64 sequence, Response response);
    void dropped(quint64 id, quint64 sequence);
    void sourceData(quint64 id, quint64 sequence, core::Result<QByteArray> data);
    void sourceReady(quint64 id, quint64 sequence);
    void prepared(quint64 id, quint64 sequence);
    /// An answer of the guard's own, with the content that the hooks give it. @p text is English,
    /// marked for translation in the context "net"; the answer is in the language that an
    /// Accept-Language of @p acceptLanguage asks for.
    [[nodiscard]] Response makeError(
        int status, QByteArrayView code, const char *text, QByteArrayView acceptLanguage) const;
    [[nodiscard]] bool speaksCzech(QByteArrayView acceptLanguage) const;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    friend class HttpConnection;

    struct Deadline {
        qint64 atMs;
        quint64 id;
        bool operator>(const Deadline &other) const { return atMs > other.atMs; }
    };

    // Called by the connections, on the HTTP thread.
    void removed(HttpConnection *connection);
    void schedule(HttpConnection *connection);

    void applyLimits();
    void closeIdle(int surplus);
    void armTimer(qint64 atMs);
    void sweep();
    void turnAway(int descriptor);
    void arrive(int descriptor, const Endpoint &client, bool proxied);
    void awaitHeader(int descriptor);
    void welcome(int descriptor, const Endpoint &client, bool proxied, bool thereIsRoom);
    [[nodiscard]] bool hasRoom() const;
    void descriptorsExhausted();

    const Setup m_setup;
    RequestHooks m_hooks;
    HttpLimits m_limits; ///< The HTTP thread's own copy.
    ProxyRule m_proxies;
    mutable std::mutex m_mutex; ///< Guards m_sharedLimits.
    HttpLimits m_sharedLimits;
    std::shared_ptr<HttpRelay> m_relay;
    QHash<quint64, HttpConnection *> m_connections;
    HttpConnection *m_announcing = nullptr; ///< Only inside its readyRead().
    AddressCensus m_census;
    std::atomic<int> m_count = 0;
    std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>> m_deadlines;
    Doorkeeper m_doorkeeper;
    std::unique_ptr<Deadlines> m_deadlinesOfLobby; ///< Made with it.
    std::unique_ptr<ProxyLobby> m_lobby; ///< Made for the first one that waits there.
    int m_extra = 0; ///< Connections beyond the limits, which are there to be told so.
    QTimer *m_timer;
    qint64 m_timerAtMs = 0;
    bool m_acceptPaused = false;
    bool m_draining = false;
    std::function<void()> m_drained;
};

} // namespace digidig::net
