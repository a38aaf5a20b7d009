// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/server.h"

#include "imap/session.h"
#include "imapproto/command.h"

#include <chrono>
#include <thread>

namespace digidig::imap {

namespace {

/// What is said to who finds no room (RFC 5530 §3).
QByteArray busy(bool perAddress)
{
    return perAddress ? "* BYE [LIMIT] Too many connections from your address\r\n"
                      : "* BYE [UNAVAILABLE] Too many connections; try again later\r\n";
}

template <size_t... I>
void registerAll(core::CommandFigures &figures, std::index_sequence<I...>)
{
    (figures.add(std::variant_alternative_t<I, imapproto::Command>::Traits.name), ...);
}

} // namespace

Server::Server(Context &context, net::ConnectionRegistry &registry, net::StreamThreads &threads,
    std::shared_ptr<net::TlsContext> tls)
    : m_context(context)
{
    net::StreamServer::Setup setup;
    setup.protocol = net::Protocol::Imap;
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

core::Result<quint16> Server::listen(const QString &host, quint16 port, bool tls)
{
    return m_server->listen(host, port, tls);
}

core::Result<quint16> Server::adopt(int descriptor, bool tls)
{
    return m_server->adopt(descriptor, tls);
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
    // What still works for a session that has lost its client ends by itself.
    while (m_sessions->load() > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void registerCommands(core::CommandFigures &figures)
{
    registerAll(figures, std::make_index_sequence<std::variant_size_v<imapproto::Command>>());
}

} // namespace digidig::imap
