// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/context.h"
#include "net/streamserver.h"

#include <atomic>
#include <memory>
#include <optional>

namespace digidig::imap {

/// The IMAP listeners and their sessions. Made, used and destroyed on the main thread.
class Server {
public:
    /// @p context, @p registry and @p threads outlive it. @p tls: null when there is none.
    Server(Context &context, net::ConnectionRegistry &registry, net::StreamThreads &threads,
        std::shared_ptr<net::TlsContext> tls);
    /// stop() must have been called.
    ~Server();

    /// The port taken. @p tls: TLS from the first byte (RFC 8314).
    [[nodiscard]] core::Result<quint16> listen(const QString &host, quint16 port, bool tls);
    [[nodiscard]] core::Result<quint16> adopt(int descriptor, bool tls);
    void setLimits(const net::StreamLimits &limits);
    void setProxies(const net::ProxyRule &rule);
    [[nodiscard]] int sessionCount() const { return m_sessions->load(); }

    /// No new clients; those that are there are told, and closed after what they are doing, at most
    /// @p timeoutMs later. Blocks until no session is left; the store and the workers must still
    /// run.
    void stop(qint64 timeoutMs);

private:
    Context &m_context;
    const std::shared_ptr<std::atomic<int>> m_sessions = std::make_shared<std::atomic<int>>(0);
    std::unique_ptr<net::StreamServer> m_server;
};

/// Registers every command; see Context::figures.
void registerCommands(core::CommandFigures &figures);

} // namespace digidig::imap
