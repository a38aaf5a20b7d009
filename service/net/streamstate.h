// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/addresscensus.h"
#include "net/compression.h"
#include "net/deadlines.h"
#include "net/endpoint.h"
#include "net/outqueue.h"
#include "net/proxyrule.h"
#include "net/streamloop.h"
#include "net/streamserver.h"
#include "net/tlssession.h"

#include <QtCore/QSocketNotifier>

#include <condition_variable>

namespace digidig::net {

/// What a server, its acceptors and its streams have in common. Thread-safe.
struct StreamServerState {
    explicit StreamServerState(StreamServer::Setup setup_)
        : setup(std::move(setup_))
    {
    }

    const StreamServer::Setup setup;
    AddressCensus census;
    std::atomic<qint64> handshakeTimeoutMs = StreamLimits().handshakeTimeoutMs;
    std::atomic<int> maxConnections = StreamLimits().maxConnections;
    std::atomic<int> maxConnectionsPerAddress = 0;
    std::atomic<int> handshakes = 0;
    std::atomic<quint64> turnedAway = 0;
    std::atomic<bool> stopping = false;

    /// One more, if there is room.
    [[nodiscard]] bool enter();
    void leave();
    [[nodiscard]] int count() const;
    /// Waits until the last one is gone, at most @p ms; whether it is.
    [[nodiscard]] bool waitForEnd(qint64 ms);

    /// What is said to a client that finds no room; nothing where it would have to be under TLS.
    [[nodiscard]] QByteArray busyWords(bool tls, bool perAddress) const;
    [[nodiscard]] std::shared_ptr<const ProxyRule> proxies() const;
    void setProxies(const ProxyRule &rule);

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_ended;
    int m_count = 0;
    std::shared_ptr<const ProxyRule> m_proxies = std::make_shared<const ProxyRule>();
};

/// Compression that was not used for so long gives memory back.
constexpr qint64 CompressionIdleMs = 1'000;

/// A stream from within: one descriptor, one turn for whatever happens to it.
struct Stream::Private {
    /// What a descriptor has to say, without the weight of a signal.
    class Notifier : public QSocketNotifier {
    public:
        Notifier(Private *owner, int descriptor, Type type)
            : QSocketNotifier(descriptor, type)
            , m_owner(owner)
        {
        }

    protected:
        bool event(QEvent *event) override;

    private:
        Private *m_owner;
    };

    class Alarm : public Deadline {
    public:
        Alarm(Private *owner, void (Private::*due)())
            : Deadline(owner->loop.deadlines())
            , m_owner(owner)
            , m_due(due)
        {
        }

    protected:
        void dueNow() override { (m_owner->*m_due)(); }

    private:
        Private *m_owner;
        void (Private::*m_due)();
    };

    /// What is between the handler's bytes and those of the wire, or of TLS.
    struct Compression {
        explicit Compression(Private *owner)
            : idle(owner, &Private::compressionIsIdle)
        {
        }
        Deflater deflater;
        Inflater in;
        OutQueue wire; ///< Compressed, on its way out; only a little.
        Alarm idle; ///< Then memory is given back.
    };

    enum class Tls : quint8 {
        Off,
        Waiting, ///< For what was written before it to be sent.
        Handshake,
        On,
    };

    Private(StreamLoop &loop_, quint64 serial_, const Arrival &arrival,
        std::shared_ptr<StreamServerState> server_, std::shared_ptr<Connection> connection_);
    ~Private();

    // ---- the turn ----
    /// Does whatever there is to do now: the only place from which the handler is called.
    void turn(bool readable);
    void post(); ///< A turn comes later.
    void postAnother(); ///< The same inside a turn.
    template <typename F>
    void call(F &&f) ///< Calls the handler.
    {
        if (handler && !broken)
            f(*handler);
    }
    void takeCareOfTls();
    void receive();
    [[nodiscard]] bool receivePlain(); ///< Whether there may be more.
    [[nodiscard]] bool receiveTls();
    void discard();
    void grown(const char *data, qsizetype size);
    void append(const char *data, qsizetype size);
    [[nodiscard]] qsizetype roomForInput() const;
    /// There is something compressed that is wanted now.
    [[nodiscard]] bool inflates() const;
    void inflateSome();
    void deflateSome();
    void compressionIsIdle();
    void send();
    void sendPlain(qint64 most);
    void sendTls();
    void tellDrained();
    void tellEnded();
    void leave();
    void releaseInput();
    void watch();
    void close();
    void fail(const QByteArray &why);

    // ---- deadlines ----
    void timedOut();
    void patienceIsOver();

    /// What goes to the wire, or to TLS, next.
    [[nodiscard]] OutQueue &outgoing() { return compression ? compression->wire : out; }
    [[nodiscard]] qint64 unsent() const
    {
        return out.size() + (compression ? compression->wire.size() : 0);
    }

    void ask(bool stops);
    void handshakeIsOver();
    [[nodiscard]] bool wantsToRead() const;

    Stream *q = nullptr;
    StreamLoop &loop;
    const quint64 serial;
    int descriptor;
    Handler *handler = nullptr;
    const std::shared_ptr<StreamServerState> server;
    const std::shared_ptr<Connection> connection;
    const QHostAddress peer;
    const bool proxied;
    const bool proxiedTls;

    QByteArray input;
    qsizetype consumed = 0; ///< Of input.
    qsizetype inputLimit = 64 * 1024;
    OutQueue out;
    qint64 plainLeft = 0; ///< Of out: what was written before TLS was asked for.
    std::unique_ptr<TlsSession> session;
    std::unique_ptr<Compression> compression;

    Notifier reader;
    std::unique_ptr<Notifier> writer; ///< Made when the kernel has no room for the first time.
    Alarm deadline;
    Alarm patience; ///< For handshakes, for the end.

    Tls tls = Tls::Off;
    bool reading = true;
    bool full = false; ///< The kernel has no room.
    bool ended = false; ///< The client sends nothing more.
    bool endedTold = false;
    bool above = false; ///< More than LowWater were unsent; drained() is owed.
    bool finishing = false;
    bool leaving = false; ///< All was sent; waits for the client's end.
    bool broken = false; ///< To be closed now.
    bool asked = false;
    bool askedStopping = false;
    bool deadlinePassed = false;
    bool inTurn = false;
    bool posted = false;
    bool closed = false;
};

} // namespace digidig::net
