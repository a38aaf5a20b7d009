// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "net/proxyrule.h"
#include "net/stream.h"

#include <functional>
#include <memory>

namespace digidig::net {

class TlsContext;

/// Bounds of a listener, changeable at any time.
struct StreamLimits {
    int maxConnections = 50; ///< Of the protocol, over all its listeners.
    int maxConnectionsPerAddress = 0; ///< 0: no limit.
    qint64 handshakeTimeoutMs = 30'000;
};

/// The I/O threads on which streams live; each runs an EpollDispatcher.
class StreamThreads {
public:
    /// @p count 0: one for each processor.
    explicit StreamThreads(int count = 0);
    /// All streams must be gone.
    ~StreamThreads();
    [[nodiscard]] int count() const;

private:
    friend class StreamServer;
    struct Private;
    std::unique_ptr<Private> d;
};

/// Accepts clients of one line protocol on any number of addresses, bounds them, and spreads them
/// over the I/O threads. Made, used and destroyed on one thread, which is none of these.
class StreamServer {
public:
    struct Setup {
        Protocol protocol = Protocol::Imap;
        ConnectionRegistry *registry = nullptr; ///< Required; outlives the server.
        StreamThreads *threads = nullptr; ///< Required; outlives the server.
        std::shared_ptr<TlsContext> tls = {}; ///< Null: no TLS.
        /// Makes the handler of a new client, on the stream's thread; the stream calls it and does
        /// not own it, it is to delete itself in closed().
        std::function<Stream::Handler *(Stream *)> handler;
        /// What is said to a client that finds no room, before it is closed (`* BYE …`), for
        /// plaintext listeners; @p perAddress: because of its own address.
        std::function<QByteArray(bool perAddress)> busy = {};
    };

    explicit StreamServer(Setup setup);
    ~StreamServer();

    /// Listens on @p host and @p port (0: a free one; the port taken is the result). @p tls: TLS
    /// from the first byte. Unavailable when it cannot be bound; the message gives advice.
    [[nodiscard]] core::Result<quint16> listen(const QString &host, quint16 port, bool tls);
    /// Accepts on @p descriptor, of TCP or a Unix socket, which listens already and becomes ours; its
    /// port, 0 of a Unix one. Invalid without a certificate for @p tls; it is closed then.
    [[nodiscard]] core::Result<quint16> adopt(int descriptor, bool tls);
    /// Listens on a Unix socket, mode 0660; what is left of an earlier one is removed.
    [[nodiscard]] core::Result<void> listenLocal(const QString &path);

    /// Thread-safe. Connections above a lowered limit stay; new ones find no room.
    void setLimits(const StreamLimits &limits);
    /// Thread-safe; for connections from then on.
    void setProxies(const ProxyRule &rule);
    [[nodiscard]] int connectionCount() const;
    /// Those of them that have begun a TLS handshake and not ended it.
    [[nodiscard]] int handshakeCount() const;
    /// Clients that found no room so far.
    [[nodiscard]] quint64 turnedAwayCount() const;

    /// No new clients.
    void stopAccepting();
    /// Stops accepting, asks all handlers to end (Handler::asked(true)), waits until they have, at
    /// most @p timeoutMs; then aborts what is left. Blocks.
    void stop(qint64 timeoutMs);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace digidig::net
