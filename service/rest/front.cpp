// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/front.h"

#include "rest/frontserver.h"

namespace digidig::rest {

Front::Front(net::HttpGuard *guard, net::RequestHooks hooks, QObject *parent)
    : QObject(parent)
    , m_guard(guard)
    , m_server(new FrontServer(guard, this))
    , m_bound(guard->isListening())
{
    guard->setHooks(std::move(hooks));
    if (!m_bound)
        return;
    QObject *const owner = guard->parent();
    m_server->bind(guard);
    // bind() takes the guard for a child; it stays its creator's.
    guard->setParent(owner);
}

// The connections are children of what QtHttpServer keeps about them: they end before it does.
Front::~Front()
{
    if (m_guard)
        m_guard->abortAll();
}

} // namespace digidig::rest
