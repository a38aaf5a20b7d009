// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/engine.h"

#include "core/clock.h"
#include "core/handoff.h"
#include "storageclient/detection.h"
#include "storageclient/errors.h"

namespace digidig::storageclient {

using Health = Verdict::Health;

void Client::Engine::judge(
    const Active &active, Health health, bool wrongForm, const QString &trouble)
{
    if (!trouble.isEmpty()) {
        m_state.lastError = trouble;
        m_state.lastErrorMs = core::nowMs();
    }
    const bool probe = &active == m_detection.get(); // Those are judged by what they find.
    switch (health) {
    case Health::Good:
        m_state.lastSuccessMs = core::nowMs();
        if (!probe)
            m_breaker.success();
        break;
    case Health::Bad:
        ++m_state.failures;
        if (!probe)
            m_breaker.failure(core::monotonicMs());
        break;
    case Health::Open:
        break;
    }
    // Somebody else answers at this address by now: it is asked anew before the next call.
    if (wrongForm && active.form == m_state.form)
        m_state.form = Form::Unknown;
    const bool opened = m_breaker.open() && m_state.reachable;
    if (opened)
        scheduleProbe();
    publish();
    if (opened)
        failWaiting(errors::unavailable(m_state.lastError));
}

void Client::Engine::failWaiting(const core::Error &error)
{
    while (m_queue.size() > 0) {
        Active &active = *m_queue.pop();
        active.queued = false;
        ++m_state.refused;
        fail(active, error, false);
    }
}

void Client::Engine::detect()
{
    if (m_detection || m_stopped)
        return;
    m_probeTimer->stop();
    m_detection = std::make_unique<Active>();
    m_detection->caller.priority = Priority::Background; // Its time counts from its sending.
    makeTimer(*m_detection);
    m_detection->call = std::make_unique<Detection>(
        m_options.form, [this](const core::Result<Form> &form) { detected(form); });
    m_detection->request = m_detection->call->next(Form::Unknown);
    pumpSoon();
}

void Client::Engine::detected(const core::Result<Form> &form)
{
    if (form) {
        m_state.form = *form;
        m_breaker.probeSucceeded();
    } else {
        m_state.lastError =
            form.error().detail.isEmpty() ? form.error().message : form.error().detail;
        m_state.lastErrorMs = core::nowMs();
        m_breaker.probeFailed(core::monotonicMs());
        scheduleProbe();
    }
    publish();
    if (!form)
        failWaiting(form.error());
    for (const auto &[id, done] : std::exchange(m_probes, {}))
        done(form);
}

void Client::Engine::scheduleProbe()
{
    const qint64 left = m_breaker.probeDueMs() - core::monotonicMs();
    m_state.nextProbeMs = core::nowMs() + left;
    m_probeTimer->start(std::chrono::milliseconds(std::max<qint64>(left, 0)));
}

void Client::Engine::publish()
{
    m_state.reachable = !m_breaker.open();
    if (m_state.reachable)
        m_state.nextProbeMs = 0;
    m_state.inFlight = m_lines.busy();
    m_state.queued = static_cast<int>(m_queue.size());
    std::function<void(const State &)> observer;
    {
        const std::lock_guard lock(m_mutex);
        if (m_state.form != m_published.form || m_state.reachable != m_published.reachable) {
            m_state.sinceMs = core::nowMs();
            observer = m_observer;
        }
        m_published = m_state;
    }
    if (observer)
        observer(m_state);
}

qint64 Client::Engine::timeoutOf(const Active &active) const
{
    return active.caller.timeoutMs > 0 ? active.caller.timeoutMs : m_timeoutMs.load();
}

} // namespace digidig::storageclient
