// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/frontserver.h"

namespace digidig::rest {

FrontServer::FrontServer(net::HttpGuard *guard, QObject *parent)
    : QAbstractHttpServer(parent)
    , m_guard(guard)
{
}

bool FrontServer::dispatch(const QHttpServerRequest &request)
{
    bool ok = false;
    const quint64 id = request.value(QByteArray(net::HttpGuard::ExchangeField)).toULongLong(&ok);
    return ok && m_guard->dispatch(id);
}

// What is not taken here the guard answers: it sees that nobody took it.
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
// The responder goes unused; its end tells QtHttpServer that the next request may come.
bool FrontServer::handleRequest(const QHttpServerRequest &request, QHttpServerResponder &)
{
    return dispatch(request);
}

void FrontServer::missingHandler(const QHttpServerRequest &, QHttpServerResponder &) { }
#else
bool FrontServer::handleRequest(const QHttpServerRequest &request, QTcpSocket *)
{
    return dispatch(request);
}

void FrontServer::missingHandler(const QHttpServerRequest &, QTcpSocket *) { }
#endif

} // namespace digidig::rest
