// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/handoff.h"
#include "net/streamserver.h"
#include "net/tlscontext.h"

#include <openssl/ssl.h>

#include <QtCore/QByteArray>
#include <QtCore/QDeadlineTimer>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace streams {

using namespace digidig;
using net::Stream;

/// How long a test waits for what has to happen.
constexpr int Patience = 30'000;

/// What handlers have seen, from all threads.
struct Seen {
    std::atomic<int> alive = 0;
    std::atomic<int> received = 0;
    std::atomic<int> drained = 0;
    std::atomic<int> secured = 0;
    std::atomic<int> timedOut = 0;
    std::atomic<int> asked = 0;
    std::atomic<int> stopping = 0;
    std::atomic<int> ended = 0;
    std::atomic<int> closed = 0;
    std::atomic<qint64> mostUnsent = 0;
    std::atomic<qint64> mostInput = 0;
};

/// Sends lines back. Some words do something else; see received().
class LineHandler : public Stream::Handler {
public:
    LineHandler(Stream *stream, Seen &seen)
        : m_stream(stream)
        , m_seen(seen)
    {
        ++m_seen.alive;
    }
    ~LineHandler() override { --m_seen.alive; }

    void received() override
    {
        ++m_seen.received;
        raise(m_seen.mostInput, m_stream->input().size());
        for (;;) {
            const QByteArrayView input = m_stream->input();
            const qsizetype end = input.indexOf('\n');
            if (end < 0)
                return;
            const QByteArray line = input.first(end).trimmed().toByteArray();
            m_stream->consume(end + 1);
            command(line);
        }
    }
    void drained() override
    {
        ++m_seen.drained;
        pour();
    }
    void secured() override
    {
        ++m_seen.secured;
        const net::TlsFacts facts = m_stream->tls();
        m_stream->write("secured " + facts.version + ' ' + (facts.resumed ? "resumed" : "new") + ' '
            + facts.serverName + "\r\n");
    }
    void timedOut() override
    {
        ++m_seen.timedOut;
        m_stream->write("timeout\r\n");
        m_stream->finish();
    }
    void asked(bool stopping) override
    {
        ++(stopping ? m_seen.stopping : m_seen.asked);
        if (m_deaf)
            return;
        m_stream->write("bye\r\n");
        m_stream->finish();
    }
    bool ended() override
    {
        ++m_seen.ended;
        return m_stays;
    }
    void closed() override
    {
        ++m_seen.closed;
        delete this;
    }

protected:
    static void raise(std::atomic<qint64> &most, qint64 value)
    {
        qint64 before = most;
        while (value > before && !most.compare_exchange_weak(before, value)) { }
    }

    void command(const QByteArray &line)
    {
        const QByteArray word = line.split(' ').constFirst();
        const qint64 number = line.mid(word.size() + 1).toLongLong();
        if (word == "starttls") {
            m_stream->write(m_stream->canStartTls() ? "go\r\n" : "no\r\n");
            (void)m_stream->startTls();
        } else if (word == "compress") {
            m_stream->write(m_stream->canCompress() ? "go\r\n" : "no\r\n");
            (void)m_stream->startCompression();
        } else if (word == "pour") {
            m_left = number;
            pour();
        } else if (word == "finish") {
            m_stream->write("bye\r\n");
            m_stream->finish();
        } else if (word == "abort") {
            m_stream->abort();
        } else if (word == "pause") {
            m_stream->setReading(false);
            m_stream->setDeadline(-1);
        } else if (word == "deadline") {
            m_stream->setDeadline(number);
        } else if (word == "limit") {
            m_stream->setInputLimit(number);
        } else if (word == "deaf") {
            m_deaf = true;
        } else if (word == "stay") {
            m_stays = true;
        } else if (word == "export") {
            m_stream->write(m_stream->exportKey("EXPORTER-Channel-Binding", 32).toHex() + "\r\n");
        } else if (word == "later") {
            // Outside of any call of the stream to its handler. Not by the stream: it outlives
            // its handler for a moment.
            core::post(&m_self, [this, rest = line.mid(word.size() + 1)] { command(rest); });
        } else {
            m_stream->write(line + "\r\n");
        }
    }

    /// Writes what was asked for as far as there is room.
    void pour()
    {
        static const QByteArray piece(40'000, 'x');
        while (m_left > 0 && m_stream->unsent() < Stream::HighWater) {
            m_stream->write(piece.left(m_left));
            m_left -= std::min<qint64>(m_left, piece.size());
            raise(m_seen.mostUnsent, m_stream->unsent());
        }
    }

    Stream *const m_stream;
    Seen &m_seen;
    QObject m_self; ///< What is posted to it ends with the handler.
    qint64 m_left = 0;
    bool m_deaf = false;
    bool m_stays = false;
};

/// A server with its threads; handlers are LineHandlers unless told otherwise.
struct Service {
    explicit Service(std::shared_ptr<net::TlsContext> tls = {},
        std::function<Stream::Handler *(Stream *)> handler = {})
        : threads(2)
        , server({.protocol = net::Protocol::Imap,
              .registry = &registry,
              .threads = &threads,
              .tls = std::move(tls),
              .handler = handler ? std::move(handler) : [this](Stream *stream)
                  -> Stream::Handler * { return new LineHandler(stream, seen); },
              .busy = [](bool perAddress) -> QByteArray {
                  return perAddress ? "* BYE too many from you\r\n" : "* BYE too many\r\n";
              }})
    {
        net::StreamLimits limits;
        limits.maxConnections = 10'000;
        server.setLimits(limits);
    }

    quint16 listen(bool tls = false)
    {
        const auto port = server.listen(QStringLiteral("127.0.0.1"), 0, tls);
        if (!port)
            qFatal("%s", qPrintable(port.error().message));
        return *port;
    }

    Seen seen;
    net::ConnectionRegistry registry;
    net::StreamThreads threads;
    net::StreamServer server;
};

/// A client that reads and writes a socket, blocking, but not for ever.
class Client {
public:
    explicit Client(quint16 port, const char *from = nullptr)
        : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        if (from) {
            sockaddr_in own = {};
            own.sin_family = AF_INET;
            ::inet_pton(AF_INET, from, &own.sin_addr);
            ::bind(m_descriptor, reinterpret_cast<sockaddr *>(&own), sizeof own);
        }
        sockaddr_in name = {};
        name.sin_family = AF_INET;
        name.sin_port = htons(port);
        name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected = ::connect(m_descriptor, reinterpret_cast<sockaddr *>(&name), sizeof name) == 0;
        const timeval patience = {Patience / 1000, 0};
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    }
    explicit Client(const QString &path)
        : m_descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un name = {};
        name.sun_family = AF_UNIX;
        qstrncpy(name.sun_path, QFile::encodeName(path).constData(), sizeof name.sun_path);
        connected = ::connect(m_descriptor, reinterpret_cast<sockaddr *>(&name), sizeof name) == 0;
    }
    virtual ~Client() { close(); }
    Q_DISABLE_COPY_MOVE(Client)

    void close()
    {
        if (m_descriptor >= 0)
            ::close(std::exchange(m_descriptor, -1));
    }
    void shutdown() { ::shutdown(m_descriptor, SHUT_WR); }
    [[nodiscard]] int descriptor() const { return m_descriptor; }

    virtual bool send(const QByteArray &bytes)
    {
        return ::send(m_descriptor, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL)
            == bytes.size();
    }
    /// Up to @p size bytes; empty at the end.
    virtual QByteArray some(qsizetype size)
    {
        QByteArray bytes(size, Qt::Uninitialized);
        const ssize_t n = ::recv(m_descriptor, bytes.data(), size_t(size), 0);
        failed = n < 0;
        bytes.resize(std::max<ssize_t>(n, 0));
        return bytes;
    }
    /// A line without its end; what there is at the end of the connection.
    QByteArray line()
    {
        QByteArray line;
        for (;;) {
            const QByteArray c = some(1);
            if (c.isEmpty() || c == "\n")
                return line.trimmed();
            line += c;
        }
    }
    /// Everything up to the end.
    QByteArray rest()
    {
        QByteArray all;
        for (;;) {
            const QByteArray bytes = some(65536);
            if (bytes.isEmpty())
                return all;
            all += bytes;
        }
    }
    QByteArray ask(const QByteArray &words) { return send(words + "\r\n") ? line() : QByteArray(); }

    bool connected = false;
    bool failed = false; ///< Whether the last reading was no orderly end.

protected:
    int m_descriptor;
};

/// Speaks TLS over a Client's connection. Believes everybody.
class TlsClient {
public:
    struct Options {
        int maximum = TLS1_3_VERSION;
        int minimum = TLS1_2_VERSION;
        const char *serverName = nullptr;
        SSL_SESSION *session = nullptr;
    };

    TlsClient(Client &client, const Options &options)
        : m_context(SSL_CTX_new(TLS_client_method()))
    {
        SSL_CTX_set_security_level(m_context, 0);
        SSL_CTX_set_session_cache_mode(
            m_context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_set_min_proto_version(m_context, options.minimum);
        SSL_CTX_set_max_proto_version(m_context, options.maximum);
        m_ssl = SSL_new(m_context);
        SSL_set_fd(m_ssl, client.descriptor());
        if (options.serverName)
            SSL_set_tlsext_host_name(m_ssl, options.serverName);
        if (options.session)
            SSL_set_session(m_ssl, options.session);
        ok = SSL_connect(m_ssl) == 1;
    }
    ~TlsClient()
    {
        // Or its session would count as broken.
        SSL_set_shutdown(m_ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_free(m_ssl);
        SSL_CTX_free(m_context);
    }
    Q_DISABLE_COPY_MOVE(TlsClient)

    bool send(const QByteArray &bytes)
    {
        return SSL_write(m_ssl, bytes.constData(), int(bytes.size())) == bytes.size();
    }
    QByteArray some(qsizetype size)
    {
        QByteArray bytes(size, Qt::Uninitialized);
        bytes.resize(std::max(SSL_read(m_ssl, bytes.data(), int(size)), 0));
        return bytes;
    }
    QByteArray line()
    {
        QByteArray line;
        for (;;) {
            const QByteArray c = some(1);
            if (c.isEmpty() || c == "\n")
                return line.trimmed();
            line += c;
        }
    }
    QByteArray ask(const QByteArray &words) { return send(words + "\r\n") ? line() : QByteArray(); }
    [[nodiscard]] SSL *ssl() const { return m_ssl; }

    bool ok = false;

private:
    SSL_CTX *m_context;
    SSL *m_ssl;
};

/// A context with a certificate that it has made.
struct Certified {
    QTemporaryDir directory;
    std::shared_ptr<net::TlsContext> context = std::make_shared<net::TlsContext>();
    Certified()
    {
        const auto made =
            context->bootstrap(directory.path(), {QStringLiteral("mail.example.org")});
        if (!made)
            qFatal("%s", qPrintable(made.error().message + made.error().detail));
    }
};

} // namespace streams
