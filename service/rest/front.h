// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"

#include <QtCore/QObject>
#include <QtCore/QPointer>

namespace digidig::net {
class HttpGuard;
}

namespace digidig::rest {

class FrontServer;

/// Puts QtHttpServer behind a guard: requests that the guard lets pass are parsed by QtHttpServer
/// and handed to the hooks; answers go through the guard. Lives on the guard's thread. The guard
/// must be listening already and stays its creator's; the front goes first.
class Front : public QObject {
    Q_OBJECT

public:
    Front(net::HttpGuard *guard, net::RequestHooks hooks, QObject *parent = nullptr);
    ~Front() override;

    /// False when the guard was not listening.
    [[nodiscard]] bool isBound() const { return m_bound; }

private:
    QPointer<net::HttpGuard> m_guard;
    FrontServer *m_server;
    bool m_bound = false;
};

} // namespace digidig::rest
