// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/frontserver.h"

namespace digidig::rest {

FrontServer::FrontServer(net::HttpGuard *guard, QObject *parent)
    : QAbstractHttpServer(parent)
    , m_guard(guard)
{
}

// What is not taken here the guard answers: it sees that nobody took it.
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
// The responder goes unused; its end tells QtHttpServer that the next request may come.
bool FrontServer::handleRequest(const QHttpServerRequest &, QHttpServerResponder &)
{
    return m_guard->dispatch();
}

void FrontServer::missingHandler(const QHttpServerRequest &, QHttpServerResponder &) { }
#else
bool FrontServer::handleRequest(const QHttpServerRequest &, QTcpSocket *)
{
    return m_guard->dispatch();
}

void FrontServer::missingHandler(const QHttpServerRequest &, QTcpSocket *) { }
#endif

} // namespace digidig::rest
