// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtp/server.h"

#include "lmtp/reply.h"
#include "lmtp/session.h"

#include <chrono>
#include <thread>

namespace digidig::lmtp {

namespace {

QByteArray busy(bool perAddress)
{
    const Reply reply = perAddress ? Reply{421, "4.7.0", "Too many connections from your address"}
                                   : Reply{421, "4.3.2", "Too many connections; try again later"};
    return reply.bytes();
}

} // namespace

Server::Server(Context &context, net::ConnectionRegistry &registry, net::StreamThreads &threads,
    std::shared_ptr<net::TlsContext> tls)
    : m_context(context)
{
    net::StreamServer::Setup setup;
    setup.protocol = net::Protocol::Lmtp;
    setup.registry = &registry;
    setup.threads = &threads;
    setup.tls = std::move(tls);
    setup.handler = [this](net::Stream *stream) -> net::Stream::Handler * {
        return Session::begin(*stream, m_context, m_sessions);
    };
    setup.busy = busy;
    m_server = std::make_unique<net::StreamServer>(std::move(setup));
}

Server::~Server() = default;

core::Result<quint16> Server::listen(const QString &host, quint16 port)
{
    return m_server->listen(host, port, false);
}

core::Result<quint16> Server::adopt(int descriptor)
{
    return m_server->adopt(descriptor, false);
}

core::Result<void> Server::listenLocal(const QString &path)
{
    return m_server->listenLocal(path);
}

void Server::setLimits(const net::StreamLimits &limits)
{
    m_server->setLimits(limits);
}

void Server::setProxies(const net::ProxyRule &rule)
{
    m_server->setProxies(rule);
}

void Server::stop(qint64 timeoutMs)
{
    m_server->stop(timeoutMs);
    // What is still delivered for a client that has gone ends by itself.
    while (m_sessions->load() > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

} // namespace digidig::lmtp
