// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/engine.h"

#include "core/clock.h"
#include "core/handoff.h"
#include "storageclient/detection.h"
#include "storageclient/errors.h"

#include <algorithm>

namespace digidig::storageclient {

using Health = Verdict::Health;

namespace {

constexpr int MaxPool = 1000;
constexpr qint64 LongestTidyMs = 5'000;

QByteArray baseOf(const QUrl &url)
{
    QByteArray base =
        url.toEncoded(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    while (base.endsWith('/'))
        base.chop(1);
    return base;
}

} // namespace

Client::Engine::Engine(const Options &options, QSslConfiguration tls)
    : m_options(options)
    , m_tls(std::move(tls))
    , m_base(baseOf(options.url))
    , m_timeoutMs(std::max<qint64>(options.timeoutMs, 1))
    , m_breaker(options.failuresToOpen, options.retryMs, options.retryMaxMs)
{
    m_state.poolSize = std::clamp(options.poolSize, 1, MaxPool);
    m_state.sinceMs = core::nowMs();
    m_published = m_state;
    m_lines.setSize(m_state.poolSize);
    m_thread.setObjectName(QStringLiteral("storage"));
    m_context.moveToThread(&m_thread);
    m_thread.start();
    core::post(&m_context, [this] {
        m_probeTimer = std::make_unique<QTimer>();
        m_probeTimer->setSingleShot(true);
        QObject::connect(m_probeTimer.get(), &QTimer::timeout, &m_context, [this] { detect(); });
        m_roomTimer = std::make_unique<QTimer>();
        m_roomTimer->setSingleShot(true);
        QObject::connect(m_roomTimer.get(), &QTimer::timeout, &m_context, [this] { pumpSoon(); });
        m_tidyTimer = std::make_unique<QTimer>();
        QObject::connect(m_tidyTimer.get(), &QTimer::timeout, &m_context, [this] { pumpSoon(); });
        detect();
    });
    setIdleTimeout(options.idleMs);
}

Client::Engine::~Engine()
{
    core::runOn(&m_context, [this] { shutDown(); });
    // What the completions called within.
    core::runOn(&m_context, [] {});
    m_thread.quit();
    m_thread.wait();
}

Client::CallId Client::Engine::submit(const Caller &caller, std::unique_ptr<Call> call)
{
    const CallId id = ++m_lastId;
    core::post(&m_context,
        [this, id, caller, call = std::move(call)]() mutable { add(id, caller, std::move(call)); });
    return id;
}

Client::CallId Client::Engine::probe(core::Completion<Form> done)
{
    const CallId id = ++m_lastId;
    core::post(&m_context, [this, id, done = std::move(done)] {
        m_probes.emplace(id, done);
        detect();
    });
    return id;
}

void Client::Engine::cancel(CallId id)
{
    core::post(&m_context, [this, id] { abandon(id); });
}

void Client::Engine::resume(CallId id)
{
    core::post(&m_context, [this, id] { goOn(id); });
}

void Client::Engine::setPoolSize(int connections)
{
    core::post(&m_context, [this, connections] {
        m_state.poolSize = std::clamp(connections, 1, MaxPool);
        m_lines.setSize(m_state.poolSize);
        pumpSoon();
    });
}

void Client::Engine::setTimeout(qint64 ms)
{
    core::post(&m_context, [this, ms] {
        m_timeoutMs = std::max<qint64>(ms, 1);
        for (const auto &[id, active] : m_active)
            arm(*active);
        if (m_detection)
            arm(*m_detection);
    });
}

void Client::Engine::setIdleTimeout(qint64 ms)
{
    core::post(&m_context, [this, ms] {
        m_lines.setIdle(std::max<qint64>(ms, 1));
        m_tidyTimer->start(
            std::chrono::milliseconds(std::clamp<qint64>(ms / 4, 10, LongestTidyMs)));
    });
}

State Client::Engine::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_published;
}

void Client::Engine::setObserver(std::function<void(const State &)> observer)
{
    core::runOn(&m_context, [&] {
        {
            const std::lock_guard lock(m_mutex);
            m_observer = observer;
        }
        // Storage may have been quicker with its first answer.
        if (observer && (m_state.form != Form::Unknown || m_breaker.open()))
            observer(m_state);
    });
}

void Client::Engine::add(CallId id, const Caller &caller, std::unique_ptr<Call> call)
{
    auto active = std::make_unique<Active>();
    active->id = id;
    active->caller = caller;
    active->call = std::move(call);
    active->sinceMs = core::monotonicMs();
    if (m_stopped) {
        active->call->failed({errors::cancelled()});
    } else if (m_breaker.open()) {
        ++m_state.refused;
        active->call->failed({errors::unavailable(m_state.lastError)});
    } else if (m_queue.size(caller.priority) >= m_options.queueLimit) {
        ++m_state.refused;
        active->call->failed({errors::connectionLimit()});
    } else {
        makeTimer(*active);
        queue(*m_active.emplace(id, std::move(active)).first->second);
    }
    pumpSoon();
}

void Client::Engine::abandon(CallId id)
{
    if (const auto probe = m_probes.find(id); probe != m_probes.end()) {
        const auto done = std::move(probe->second);
        m_probes.erase(probe);
        done(errors::cancelled());
    } else if (const auto found = m_active.find(id); found != m_active.end()) {
        fail(*found->second, errors::cancelled(), found->second->exchange != nullptr);
    }
}

void Client::Engine::goOn(CallId id)
{
    const auto found = m_active.find(id);
    if (found == m_active.end() || found->second->pausedMs == 0)
        return;
    Active &active = *found->second;
    active.sinceMs += core::monotonicMs() - std::exchange(active.pausedMs, 0);
    arm(active);
    active.exchange->resume();
}

void Client::Engine::shutDown()
{
    m_stopped = true;
    m_probeTimer.reset();
    m_roomTimer.reset();
    m_tidyTimer.reset();
    m_detection.reset();
    for (const auto &[id, done] : std::exchange(m_probes, {}))
        done(errors::cancelled());
    while (!m_active.empty())
        abandon(m_active.begin()->first);
    m_lines = {};
}

void Client::Engine::queue(Active &active, bool first)
{
    active.queued = true;
    m_queue.push(active.caller, &active, first);
    arm(active);
    pumpSoon();
}

void Client::Engine::pumpSoon()
{
    // Not at once: lines are closed there, and this may be within a signal of one.
    if (m_stopped || std::exchange(m_pumping, true))
        return;
    core::post(&m_context, [this] {
        m_pumping = false;
        pump();
    });
}

void Client::Engine::pump()
{
    if (m_stopped)
        return;
    const qint64 now = core::monotonicMs();
    m_lines.tidy(now);
    if (const auto roomAt = m_lines.roomAtMs())
        m_roomTimer->start(std::chrono::milliseconds(std::max<qint64>(*roomAt - now, 1)));
    dispatch();
    publish();
}

void Client::Engine::dispatch()
{
    const qint64 now = core::monotonicMs();
    if (m_detection && !m_detection->exchange) {
        auto *const line = m_lines.take(now);
        if (!line)
            return; // Its turn comes first.
        send(*m_detection, line);
    }
    if (m_queue.size() > 0 && m_state.form == Form::Unknown)
        return detect();
    while (m_queue.size() > 0) {
        auto *const line = m_lines.take(now);
        if (!line)
            return;
        Active &active = *m_queue.pop();
        active.queued = false;
        if (prepare(active))
            send(active, line);
        else
            m_lines.giveBack(line, false);
    }
}

bool Client::Engine::prepare(Active &active)
{
    if (active.repeated && active.form == m_state.form)
        return true;
    active.repeated = false;
    active.form = m_state.form;
    active.request = active.call->next(active.form);
    if (active.request)
        return true;
    drop(active);
    return false;
}

void Client::Engine::send(Active &active, Lines::Line *line)
{
    QNetworkRequest request(QUrl::fromEncoded(m_base + active.request->target, QUrl::StrictMode));
    request.setSslConfiguration(m_tls);
    active.line = line;
    if (active.caller.priority == Priority::Background)
        active.sinceMs = core::monotonicMs();
    ++m_state.requests;
    Active *const raw = &active;
    active.exchange.reset(new Exchange(*line->manager, request, *active.request,
        Exchange::Receiver{
            .take =
                [this, raw](QByteArrayView content) {
                    const Take take = raw->call->take(content);
                    if (take == Take::Pause)
                        pause(*raw);
                    return take;
                },
            .ended = [this, raw](End end) { ended(*raw, end); },
        }));
    arm(active);
}

void Client::Engine::makeTimer(Active &active)
{
    active.timer.reset(new QTimer);
    active.timer->setSingleShot(true);
    QObject::connect(
        active.timer.get(), &QTimer::timeout, &m_context, [this, raw = &active] { expire(*raw); });
}

void Client::Engine::arm(Active &active)
{
    const bool counts = active.exchange || active.caller.priority == Priority::Interactive;
    if (!counts || active.pausedMs != 0)
        return active.timer->stop();
    const qint64 left = active.sinceMs + timeoutOf(active) - core::monotonicMs();
    active.timer->start(std::chrono::milliseconds(std::max<qint64>(left, 0)));
}

void Client::Engine::expire(Active &active)
{
    if (!active.exchange) {
        // Storage is to blame only when it does not even tell its form.
        const bool storage = m_detection != nullptr;
        if (!storage)
            ++m_state.refused;
        return fail(active, storage ? errors::timeout() : errors::connectionLimit(), false);
    }
    ++m_state.timeouts;
    judge(active, Health::Bad, false, QStringLiteral("no answer in time"));
    fail(active, errors::timeout(), true);
}

void Client::Engine::pause(Active &active)
{
    active.pausedMs = core::monotonicMs();
    active.timer->stop();
}

void Client::Engine::ended(Active &active, End end)
{
    const Answer answer{active.form, active.exchange->status(), active.exchange->trouble()};
    release(active);
    if (end == End::Answered || end == End::Enough || end == End::Senseless) {
        const Verdict verdict = active.call->answered(answer);
        judge(active, verdict.health, verdict.wrongForm, verdict.trouble);
        active.repeated = false;
        if (verdict.done)
            drop(active);
        else if (&active == m_detection.get())
            active.request = active.call->next(Form::Unknown);
        else if (m_breaker.open())
            fail(active, errors::unavailable(m_state.lastError), true);
        else
            queue(active, true);
        return;
    }
    if (end == End::Broke && active.request->repeatable && !active.repeated) {
        active.repeated = true;
        if (&active != m_detection.get() && !m_breaker.open())
            return queue(active, true);
        if (&active == m_detection.get())
            return;
    }
    judge(active, Health::Bad, false, answer.trouble);
    fail(active, errors::unavailable(answer.trouble), end != End::NotSent);
}

void Client::Engine::release(Active &active)
{
    if (!active.exchange)
        return;
    m_lines.giveBack(active.line, !active.exchange->sound());
    active.line = nullptr;
    active.pausedMs = 0;
    active.exchange.reset();
    pumpSoon();
}

void Client::Engine::fail(Active &active, const core::Error &error, bool sent)
{
    release(active);
    active.call->failed({error, sent});
    drop(active);
}

void Client::Engine::drop(Active &active)
{
    if (active.queued)
        m_queue.remove(active.caller, &active);
    if (&active == m_detection.get())
        m_detection.reset();
    else
        m_active.erase(active.id);
    pumpSoon();
}

} // namespace digidig::storageclient
