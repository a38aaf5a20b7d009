// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/autherrors.h"
#include "auth/identityclient.h"
#include "core/clock.h"
#include "core/text.h"

#include <QtNetwork/QNetworkAccessManager>

#include <algorithm>
#include <chrono>

namespace digidig::auth {

void IdentityClient::probe()
{
    if (m_stopped || std::exchange(m_probing, true))
        return;
    auto question = std::make_unique<Question>();
    question->request = wire::probe();
    question->isProbe = true;
    question->read = [](const QByteArray &) { return false; }; // It has nothing to say yes to.
    question->failed = [](const core::Error &) {};
    add(std::move(question));
}

void IdentityClient::refuseWaiting()
{
    for (auto &question : std::exchange(m_queue, {})) {
        if (question->isProbe) {
            m_queue.push_back(std::move(question));
            continue;
        }
        ++m_state.refused;
        question->failed(errors::identityUnavailable(m_state.lastError));
    }
}

void IdentityClient::judge(bool wasProbe, Health health, const QString &trouble)
{
    if (!trouble.isEmpty()) {
        m_state.lastError = core::forLog(trouble);
        m_state.lastErrorMs = core::nowMs();
    }
    if (wasProbe)
        m_probing = false;
    if (health == Health::Good) {
        m_state.lastSuccessMs = core::nowMs();
        m_failuresInARow = 0;
        if (wasProbe)
            m_delayMs = 0;
        m_state.reachable = m_state.reachable || wasProbe;
    } else if (health == Health::Bad) {
        ++m_state.failures;
        if (wasProbe || ++m_failuresInARow >= m_options.failuresToOpen)
            m_state.reachable = false;
    }
    if (m_stopped)
        return;
    if (!m_state.reachable) {
        if (wasProbe || !m_probeTimer->isActive()) {
            m_delayMs = std::clamp(m_delayMs * 2, m_options.retryMs, m_options.retryMaxMs);
            m_probeTimer->start(std::chrono::milliseconds(m_delayMs));
        }
        refuseWaiting();
    }
    publish();
}

void IdentityClient::publish()
{
    m_state.inFlight = int(m_inFlight.size());
    m_state.queued = int(m_queue.size());
    std::function<void(const IdentityState &)> observer;
    {
        const std::lock_guard lock(m_mutex);
        const bool reachable = m_state.reachable != m_published.reachable;
        if (reachable)
            m_state.sinceMs = core::nowMs();
        if (reachable
            || (m_state.form != m_published.form && m_state.form != IdentityForm::Unknown))
            observer = m_observer;
        m_published = m_state;
    }
    if (observer)
        observer(m_state);
}

} // namespace digidig::auth
