// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/httphost.h"

#include "core/handoff.h"
#include "net/epolldispatcher.h"
#include "rest/front.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>

#include <condition_variable>
#include <mutex>

namespace digidig::app {

namespace {

/// A flag that one thread raises and another waits for.
class Raised
{
public:
    void raise()
    {
        const std::lock_guard lock(m_mutex);
        m_raised = true;
        m_changed.notify_all();
    }
    bool wait(qint64 ms)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::milliseconds(ms), [this] { return m_raised; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_raised = false;
};

} // namespace

HttpHost::HttpHost(Parts parts)
    : m_parts(std::move(parts))
    , m_context(std::make_unique<QObject>())
{
    m_thread.setObjectName(QStringLiteral("http"));
    m_thread.setEventDispatcher(new net::EpollDispatcher);
    m_context->moveToThread(&m_thread);
    m_thread.start();
}

HttpHost::~HttpHost()
{
    onThread([this] {
        m_front.reset();
        m_guard.reset();
        m_router.reset();
        m_context->moveToThread(nullptr);
    });
    m_thread.quit();
    m_thread.wait();
}

void HttpHost::onThread(const std::function<void()> &f)
{
    core::runOn(m_context.get(), f);
}

core::Result<quint16> HttpHost::start(const QString &host, quint16 port)
{
    QHostAddress address;
    if (host == u"localhost")
        address = QHostAddress::LocalHost;
    else if (!address.setAddress(host))
        return {core::Errc::Invalid, QCoreApplication::translate("app", "%1 is no address to listen on").arg(host)};
    const auto taken = open([&](net::HttpGuard &guard) { return guard.listen(address, port); });
    if (!taken) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("app",
                "cannot listen on %1 port %2: %3. Is another service there? Choose a port with IMAP_PORT, or one "
                "above 1023 without root")
                .arg(host)
                .arg(port)
                .arg(taken.error().message)};
    }
    return taken;
}

core::Result<quint16> HttpHost::start(int descriptor)
{
    return open([descriptor](net::HttpGuard &guard) { return guard.setSocketDescriptor(descriptor); });
}

core::Result<quint16> HttpHost::open(const std::function<bool(net::HttpGuard &)> &open)
{
    quint16 taken = 0;
    QString error;
    onThread([&] {
        m_parts.router.policy = [this] { return m_policy; };
        m_router = std::make_unique<rest::Router>(m_parts.router);
        rest::addRoutes(*m_router, m_parts.context);
        m_guard = std::make_unique<net::HttpGuard>(m_parts.guard);
        if (!open(*m_guard)) {
            error = m_guard->errorString();
            return;
        }
        m_front = std::make_unique<rest::Front>(m_guard.get(), m_router->hooks());
        taken = m_guard->serverPort();
    });
    if (taken == 0)
        return {core::Errc::Unavailable, error};
    return taken;
}

void HttpHost::setLimits(const net::HttpLimits &limits)
{
    onThread([this, limits] {
        m_parts.guard.limits = limits;
        if (m_guard)
            m_guard->setLimits(limits);
    });
}

void HttpHost::setProxies(const net::ProxyRule &rule)
{
    onThread([this, rule] {
        m_parts.guard.proxies = rule;
        if (m_guard)
            m_guard->setProxies(rule);
    });
}

void HttpHost::setPolicy(const rest::Router::Policy &policy)
{
    onThread([this, policy] { m_policy = policy; });
}

void HttpHost::drain(qint64 timeoutMs)
{
    const auto drained = std::make_shared<Raised>();
    onThread([this, drained] {
        if (m_guard)
            m_guard->drain([drained] { drained->raise(); });
        else
            drained->raise();
    });
    if (!drained->wait(timeoutMs)) {
        onThread([this] { m_guard->abortAll(); });
        drained->wait(1000);
    }
}

} // namespace digidig::app
