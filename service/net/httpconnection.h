// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/connections.h"
#include "net/endpoint.h"
#include "net/httpanswer.h"
#include "net/httpcontent.h"
#include "net/httpframing.h"
#include "net/httplimits.h"

#include <QtNetwork/QTcpSocket>

#include <chrono>
#include <limits>
#include <memory>

class QSslSocket;

namespace digidig::net {

class HttpGuard;

/// One client. To the HTTP server behind the guard it is a socket on which, one at a time, short
/// and well-formed request heads arrive; what the client really sends and gets passes through the
/// socket inside, which only this class touches. What that server writes to the facade is dropped:
/// answers are written here, because it neither knows when a client has gone nor closes when it
/// should.
class HttpConnection : public QTcpSocket {
    Q_OBJECT

public:
    static constexpr qint64 Never = std::numeric_limits<qint64>::max();

    /// Takes @p inner over, which leads to @p client, perhaps through a proxy.
    HttpConnection(HttpGuard *guard, QTcpSocket *inner, const Endpoint &client, bool proxied,
        std::shared_ptr<Connection> entry);
    ~HttpConnection() override;

    [[nodiscard]] quint64 id() const { return m_entry->id; }
    [[nodiscard]] QHostAddress client() const { return m_client.address; }
    [[nodiscard]] bool isIdle() const { return m_state == State::Idle; }
    [[nodiscard]] qint64 lastActiveMs() const { return m_activeMs; }
    /// Monotonic ms at which timedOut() is due; Never when nothing is awaited of the client.
    [[nodiscard]] qint64 deadline() const;
    void timedOut();

    /// The server behind took the request that was announced; false when none was.
    bool dispatch();
    /// What had to be known before exchange @p sequence could go on is known.
    void prepared(quint64 sequence);
    /// The answer to exchange @p sequence; dropped when that is over.
    void answer(quint64 sequence, Response response);
    /// Nobody will answer exchange @p sequence.
    void dropped(quint64 sequence);
    /// What the source of the answer to exchange @p sequence produced.
    void sourceData(quint64 sequence, core::Result<QByteArray> data);

    /// The source of the answer to exchange @p sequence has something to read.
    void sourceReady(quint64 sequence);

    /// Answers the first request with 503 `connection_limit`, and closes.
    void turnAway() { m_isTurnedAway = true; }
    [[nodiscard]] bool isTurnedAway() const { return m_isTurnedAway; }
    /// Closes when idle, else after the answer under way.
    void closeSoon();
    /// Closes without a word.
    void closeNow();

    // QTcpSocket, as the server behind sees it
    qint64 bytesAvailable() const override;
    qint64 bytesToWrite() const override { return 0; }
    bool canReadLine() const override;
    void close() override { }
    void disconnectFromHost() override { }

    qint64 m_queuedDeadline = Never; ///< The guard's: the deadline it has in its heap.

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    enum class State { Idle, Head, Preparing, Content, Working, Writing, Lingering, Closed };
    struct Exchange;

    void enter(State state);
    void trim();
    [[nodiscard]] qint64 idleEnd() const;
    void onReadable();
    void onWritten(qint64 bytes);
    void process();
    void headComplete();
    void headPrepared();
    void readContent();
    void contentComplete();
    void announce();
    /// @p text as in HttpGuard::makeError().
    void refuse(int status, QByteArrayView code, const char *text);
    [[nodiscard]] QByteArray acceptLanguage() const;
    void notKept(const core::Error &error);
    void startAnswer(Response response);
    void pump();
    void readSource();
    void readSourceNow();
    [[nodiscard]] QSslSocket *ssl() const;
    bool send(QByteArrayView bytes);
    void answerSent();
    void linger();
    void resume();
    void report();
    [[nodiscard]] bool isReading() const;
    [[nodiscard]] qint64 pendingBytes() const;
    [[nodiscard]] const HttpLimits &limits() const;

    HttpGuard *const m_guard;
    QTcpSocket *const m_inner;
    const Endpoint m_client;
    const bool m_proxied;
    const std::shared_ptr<Connection> m_entry;
    std::unique_ptr<Exchange> m_exchange; ///< Only while there is one: an idle client is cheap.
    QByteArray m_input; ///< Received and not consumed.
    QByteArrayView m_announced; ///< The head for the server behind, while it reads it.
    qint64 m_activeMs;
    quint64 m_sequence = 0;
    qint64 m_lingered = 0;
    State m_state = State::Idle;
    bool m_fresh = true; ///< Nothing was received yet.
    bool m_trimmed = true; ///< Holds no buffers that an idle client does not need.
    bool m_processing = false;
    bool m_awaitingDispatch = false;
    bool m_moreToRead = false; ///< The socket announced bytes while they were not wanted.
    bool m_closeSoon = false;
    bool m_isTurnedAway = false;
};

} // namespace digidig::net
