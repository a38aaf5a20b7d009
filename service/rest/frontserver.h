// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpguard.h"

#include <QtHttpServer/QAbstractHttpServer>
#include <QtHttpServer/QHttpServerRequest>
#include <QtHttpServer/QHttpServerResponder>

namespace digidig::rest {

/// QtHttpServer, in both shapes its interface had between 6.4 and 6.8: hands each request it parsed
/// back to the guard, which knows whose it is, and answers nothing itself.
class FrontServer : public QAbstractHttpServer {
public:
    explicit FrontServer(net::HttpGuard *guard, QObject *parent);

protected:
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(
        const QHttpServerRequest &request, QHttpServerResponder &responder) override;
#else
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;
#endif

private:
    net::HttpGuard *const m_guard;
};

} // namespace digidig::rest
