// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/handoff.h"
#include "net/epolldispatcher.h"
#include "net/httpguard.h"
#include "rest/front.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QTemporaryDir>
#include <QtCore/QThread>
#include <QtCore/QThreadPool>
#include <QtNetwork/QTcpSocket>

#include <atomic>
#include <functional>
#include <memory>
#include <sys/socket.h>
#include <vector>

/// What the tests of the front share: a server with hooks to set, and a client that sees the bytes.
namespace digidig::test {

using namespace digidig::net;
using digidig::rest::Front;

inline constexpr int Patience = 10'000;

/// A guard and a front on their own thread, with hooks that a test can change.
class Server {
public:
    explicit Server(HttpLimits limits = {})
    {
        m_pool.setMaxThreadCount(4);
        m_thread.setEventDispatcher(new EpollDispatcher);
        m_thread.setObjectName(QStringLiteral("http"));
        m_context.moveToThread(&m_thread);
        m_thread.start();
        run([this, limits] {
            guard = new HttpGuard({&registry, &m_pool, spool.path(), {}, limits});
            if (!guard->listen(QHostAddress::LocalHost, 0))
                qFatal("cannot listen");
            port = guard->serverPort();
            RequestHooks hooks;
            hooks.onHead = [this](const Request &r) { return onHead ? onHead(r) : std::nullopt; };
            hooks.onRequest = [this](std::shared_ptr<const Request> r, Reply reply) {
                ++requests;
                onRequest(std::move(r), std::move(reply));
                ++taken;
            };
            hooks.onAnswered = [this](const Request *, int status, qint64 bytes, qint64) {
                lastStatus = status;
                lastBytes = bytes;
                ++answered;
            };
            hooks.makeError = [](int status, QByteArrayView code, const QString &) {
                Response r;
                r.status = status;
                r.headers.append("X-Code", code.toByteArray());
                r.content = "error";
                return r;
            };
            m_front = new Front(guard, hooks);
            if (!m_front->isBound())
                qFatal("not bound");
        });
    }
    ~Server()
    {
        run([this] {
            delete m_front;
            delete guard;
        });
        m_thread.quit();
        m_thread.wait();
        m_pool.waitForDone();
    }
    template <typename F>
    void run(F f)
    {
        core::runOn(&m_context, f);
    }
    QThreadPool *pool() { return &m_pool; }
    QObject *context() { return &m_context; }

    static Response text(QByteArray content)
    {
        Response r;
        r.headers.append("Content-Type", "text/plain");
        r.content = std::move(content);
        return r;
    }

    ConnectionRegistry registry;
    QTemporaryDir spool;
    HttpGuard *guard = nullptr;
    quint16 port = 0;
    std::function<std::optional<Response>(const Request &)> onHead;
    std::function<void(std::shared_ptr<const Request>, Reply)> onRequest = [](const auto &request,
                                                                               const Reply &reply) {
        reply(text(
            request->methodName + ' ' + request->path + ' ' + request->content().toByteArray()));
    };
    std::atomic<int> requests = 0;
    std::atomic<int> taken = 0; ///< Of them, those from whose hook the front is back: what that kept may be used.
    std::atomic<int> answered = 0;
    std::atomic<int> lastStatus = 0;
    std::atomic<qint64> lastBytes = 0;

private:
    QThreadPool m_pool;
    QThread m_thread;
    QObject m_context;
    Front *m_front = nullptr;
};

struct Answer {
    int status = 0; ///< 0: none came.
    QByteArray head;
    QByteArray content;
    [[nodiscard]] QByteArray field(const QByteArray &name) const
    {
        const qsizetype at = head.toLower().indexOf("\r\n" + name.toLower() + ": ");
        if (at < 0)
            return {};
        const qsizetype from = at + name.size() + 4;
        return head.mid(from, head.indexOf("\r\n", from) - from);
    }
};

/// A client that sees the bytes.
class Client {
public:
    explicit Client(const Server &server)
    {
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port);
        if (!m_socket.waitForConnected(Patience))
            qFatal("cannot connect");
    }
    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        QDeadlineTimer deadline(Patience);
        while (m_socket.bytesToWrite() > 0 && !deadline.hasExpired()
            && m_socket.state() == QAbstractSocket::ConnectedState)
            m_socket.waitForBytesWritten(200);
    }
    bool readMore()
    {
        if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(Patience)
            && m_socket.bytesAvailable() == 0)
            return false;
        m_received += m_socket.readAll();
        return true;
    }
    Answer answer(bool head = false)
    {
        Answer a;
        qsizetype end = -1;
        while ((end = m_received.indexOf("\r\n\r\n")) < 0) {
            if (!readMore())
                return a;
        }
        a.head = m_received.left(end + 2);
        m_received.remove(0, end + 4);
        a.status = a.head.mid(9, 3).toInt();
        if (head || a.status == 204 || a.status == 304 || a.status == 100)
            return a;
        if (a.field("transfer-encoding") == "chunked") {
            for (;;) {
                while ((end = m_received.indexOf("\r\n")) < 0) {
                    if (!readMore())
                        return {};
                }
                const qsizetype size = m_received.left(end).toLongLong(nullptr, 16);
                while (m_received.size() < end + 2 + size + 2) {
                    if (!readMore())
                        return {};
                }
                a.content += m_received.mid(end + 2, size);
                m_received.remove(0, end + 2 + size + 2);
                if (size == 0)
                    return a;
            }
        }
        const QByteArray length = a.field("content-length");
        if (length.isEmpty()) {
            while (readMore()) { }
            a.content = std::exchange(m_received, {});
            return a;
        }
        while (m_received.size() < length.toLongLong()) {
            if (!readMore())
                return {};
        }
        a.content = m_received.left(length.toLongLong());
        m_received.remove(0, length.toLongLong());
        return a;
    }
    Answer ask(const QByteArray &bytes)
    {
        send(bytes);
        return answer();
    }
    bool isClosed()
    {
        QDeadlineTimer deadline(Patience);
        while (m_socket.state() != QAbstractSocket::UnconnectedState) {
            if (deadline.hasExpired())
                return false;
            m_socket.waitForReadyRead(50);
            m_received += m_socket.readAll();
        }
        return true;
    }
    bool isOpen()
    {
        m_socket.waitForReadyRead(1);
        return m_socket.state() == QAbstractSocket::ConnectedState;
    }
    void shutdownWriting() { ::shutdown(int(m_socket.socketDescriptor()), SHUT_WR); }
    QTcpSocket &socket() { return m_socket; }
    const QByteArray &received() const { return m_received; }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

class Pattern : public BodySource {
public:
    Pattern(qint64 size, bool announced, std::atomic<qint64> *produced = nullptr)
        : m_size(size)
        , m_announced(announced)
        , m_produced(produced)
    {
    }
    qint64 size() const override { return m_announced ? m_size : -1; }
    core::Result<QByteArray> read(qsizetype limit) override
    {
        const qint64 n = std::min<qint64>(limit, m_size - m_at);
        QByteArray data(n, Qt::Uninitialized);
        for (qint64 i = 0; i < n; ++i)
            data[i] = char((m_at + i) % 251);
        m_at += n;
        if (m_produced)
            *m_produced += n;
        return data;
    }
    static QByteArray all(qint64 size)
    {
        Pattern p(size, true);
        return *p.read(size);
    }

private:
    const qint64 m_size;
    const bool m_announced;
    std::atomic<qint64> *m_produced;
    qint64 m_at = 0;
};

inline QByteArray get(const QByteArray &target, const QByteArray &more = {})
{
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

} // namespace digidig::test
