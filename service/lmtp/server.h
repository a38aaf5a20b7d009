// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lmtp/context.h"
#include "net/streamserver.h"

#include <atomic>
#include <memory>

namespace digidig::lmtp {

/// The LMTP listener and its sessions. Made, used and destroyed on the main thread.
class Server {
public:
    /// @p context, @p registry and @p threads outlive it. @p tls: of STARTTLS; null when there is
    /// none.
    Server(Context &context, net::ConnectionRegistry &registry, net::StreamThreads &threads,
        std::shared_ptr<net::TlsContext> tls);
    /// stop() must have been called.
    ~Server();

    /// The port taken.
    [[nodiscard]] core::Result<quint16> listen(const QString &host, quint16 port);
    [[nodiscard]] core::Result<quint16> adopt(int descriptor);
    /// On a Unix socket.
    [[nodiscard]] core::Result<void> listenLocal(const QString &path);
    void setLimits(const net::StreamLimits &limits);
    void setProxies(const net::ProxyRule &rule);
    [[nodiscard]] int sessionCount() const { return m_sessions->load(); }

    /// No new clients; those that are there are told, and closed after the delivery that they wait
    /// for, at most
    /// @p timeoutMs later. Blocks until no session is left; the store and the workers must still
    /// run.
    void stop(qint64 timeoutMs);

private:
    Context &m_context;
    const std::shared_ptr<std::atomic<int>> m_sessions = std::make_shared<std::atomic<int>>(0);
    std::unique_ptr<net::StreamServer> m_server;
};

} // namespace digidig::lmtp
