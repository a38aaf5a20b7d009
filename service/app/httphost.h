// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpguard.h"
#include "rest/context.h"
#include "rest/router.h"

#include <QtCore/QThread>
#include <QtNetwork/QHostAddress>

#include <functional>
#include <memory>

namespace digidig::rest {
class Front;
}

namespace digidig::app {

/// The HTTP thread with everything that lives on it: dispatcher, guard, front, router. Its functions are called
/// from the main thread.
class HttpHost
{
public:
    struct Parts {
        rest::Router::Parts router;
        rest::Context &context;
        net::HttpGuard::Setup guard;
    };

    explicit HttpHost(Parts parts);
    ~HttpHost();
    HttpHost(const HttpHost &) = delete;
    HttpHost &operator=(const HttpHost &) = delete;

    /// Listens; the port taken, or Unavailable with advice.
    [[nodiscard]] core::Result<quint16> start(const QString &host, quint16 port);
    /// The same on @p descriptor, which listens already and becomes ours.
    [[nodiscard]] core::Result<quint16> start(int descriptor);
    void setLimits(const net::HttpLimits &limits);
    void setProxies(const net::ProxyRule &rule);
    void setPolicy(const rest::Router::Policy &policy);
    /// Stops accepting and lets open requests finish; breaks them off after @p timeoutMs. Blocks until done.
    void drain(qint64 timeoutMs);

private:
    /// Makes all that answers, and lets @p open open the guard; the port, or why there is none.
    [[nodiscard]] core::Result<quint16> open(const std::function<bool(net::HttpGuard &)> &open);
    /// Runs @p f on the HTTP thread and waits for it.
    void onThread(const std::function<void()> &f);

    Parts m_parts;
    QThread m_thread;
    std::unique_ptr<QObject> m_context; ///< Lives on the thread; what is posted to it runs there.
    std::unique_ptr<rest::Router> m_router;
    std::unique_ptr<net::HttpGuard> m_guard;
    std::unique_ptr<rest::Front> m_front;
    rest::Router::Policy m_policy; ///< The HTTP thread's own.
};

} // namespace digidig::app
