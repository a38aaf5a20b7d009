// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/handoff.h"
#include "net/deadlines.h"
#include "net/endpoint.h"
#include "net/proxylobby.h"
#include "net/stream.h"

#include <QtCore/QHash>
#include <QtCore/QThread>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace digidig::net {

struct StreamServerState;

/// A connection that has been accepted, and whose it is.
struct Arrival {
    int descriptor = -1;
    bool tls = false; ///< From the first byte.
    Endpoint client = {};
    bool proxied = false; ///< A proxy has brought it, and says whose it is.
    bool proxiedTls = false; ///< The client speaks TLS with the proxy.
};

/// What the streams of one I/O thread share. Lives there; `load` and `relay` are for all threads.
class StreamLoop : public QObject {
    Q_OBJECT

public:
    /// The way to a loop from any thread and at any time, also when it is gone: then nothing
    /// happens.
    class Relay {
    public:
        explicit Relay(StreamLoop *loop)
            : m_loop(loop)
        {
        }
        template <typename F>
        void post(F &&f)
        {
            const std::lock_guard lock(m_mutex);
            if (StreamLoop *loop = m_loop)
                core::post(loop, [loop, f = std::forward<F>(f)]() mutable { f(*loop); });
        }
        void detach();

    private:
        std::mutex m_mutex;
        StreamLoop *m_loop;
    };

    StreamLoop();
    ~StreamLoop() override;

    /// Makes the stream of @p arrival, which @p server has counted.
    void admit(const Arrival &arrival, const std::shared_ptr<StreamServerState> &server);
    /// The same as soon as its PROXY header has come; the address is counted then.
    void awaitHeader(Arrival arrival, const std::shared_ptr<StreamServerState> &server);
    /// Asks all streams of @p server to end.
    void askAll(const StreamServerState *server);
    void abortAll(const StreamServerState *server);
    /// No stream is left; the thread is about to end.
    void retire();

    // For the streams.
    void remove(quint64 serial);
    [[nodiscard]] Deadlines &deadlines() { return *m_deadlines; }
    /// Memory for one reading, shared by all.
    [[nodiscard]] std::vector<char> &scratch() { return m_scratch; }

    std::atomic<int> load = 0; ///< Streams here and on their way.
    const std::shared_ptr<Relay> relay;

private:
    [[nodiscard]] std::vector<Stream *> streamsOf(const StreamServerState *server) const;
    void ask(quint64 serial);

    std::unique_ptr<Deadlines> m_deadlines;
    std::unique_ptr<ProxyLobby> m_lobby;
    std::vector<char> m_scratch;
    QHash<quint64, Stream *> m_streams;
    quint64 m_nextSerial = 1;
};

/// A loop and its thread.
struct StreamThread {
    StreamThread();
    ~StreamThread();

    QThread thread;
    std::unique_ptr<StreamLoop> loop;
};

} // namespace digidig::net
