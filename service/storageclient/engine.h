// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/breaker.h"
#include "storageclient/call.h"
#include "storageclient/fairqueue.h"
#include "storageclient/lines.h"

#include <QtCore/QThread>
#include <QtCore/QTimer>
#include <QtNetwork/QSslConfiguration>

#include <atomic>
#include <mutex>
#include <unordered_map>

namespace digidig::storageclient {

/// The client's thread: takes calls, and sends their requests in turns over the lines.
class Client::Engine {
public:
    Engine(const Options &options, QSslConfiguration tls);
    ~Engine();
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    // From any thread.
    CallId submit(const Caller &caller, std::unique_ptr<Call> call);
    CallId probe(core::Completion<Form> done);
    void cancel(CallId id);
    void resume(CallId id);
    void setPoolSize(int connections);
    void setTimeout(qint64 ms);
    [[nodiscard]] qint64 timeoutMs() const { return m_timeoutMs; }
    void setIdleTimeout(qint64 ms);
    [[nodiscard]] State state() const;
    void setObserver(std::function<void(const State &)> observer);

private:
    /// Silences, and deletes later, what may be emitting a signal.
    struct Later {
        void operator()(QTimer *timer) const
        {
            timer->disconnect();
            timer->deleteLater();
        }
        void operator()(Exchange *exchange) const
        {
            exchange->stop();
            exchange->deleteLater();
        }
    };
    /// A call that is not complete.
    struct Active {
        CallId id = 0;
        Caller caller;
        std::unique_ptr<Call> call;
        Form form = Form::Unknown; ///< In which `request` is.
        std::optional<wire::Request> request; ///< Under way, or to be repeated.
        std::unique_ptr<Exchange, Later> exchange;
        Lines::Line *line = nullptr;
        std::unique_ptr<QTimer, Later> timer;
        qint64 sinceMs = 0; ///< Since when its time counts.
        qint64 pausedMs = 0; ///< Since when it does not; 0: it does.
        bool queued = false;
        bool repeated = false; ///< `request` was sent before.
    };

    // On the client's thread.
    void add(CallId id, const Caller &caller, std::unique_ptr<Call> call);
    void abandon(CallId id);
    void goOn(CallId id);
    void shutDown();
    void queue(Active &active, bool first = false);
    void pumpSoon();
    void pump();
    void dispatch();
    /// True: its request is ready; otherwise it is complete.
    [[nodiscard]] bool prepare(Active &active);
    void send(Active &active, Lines::Line *line);
    void makeTimer(Active &active);
    void arm(Active &active);
    void expire(Active &active);
    void pause(Active &active);
    void ended(Active &active, End end);
    void release(Active &active);
    void fail(Active &active, const core::Error &error, bool sent);
    void drop(Active &active);
    void failWaiting(const core::Error &error);
    void judge(
        const Active &active, Verdict::Health health, bool wrongForm, const QString &trouble);
    void detect();
    void detected(const core::Result<Form> &form);
    void scheduleProbe();
    /// Publishes how things stand, and tells the observer when that matters.
    void publish();
    [[nodiscard]] qint64 timeoutOf(const Active &active) const;

    const Options m_options;
    const QSslConfiguration m_tls;
    const QByteArray m_base; ///< The URL before each path.
    std::atomic<CallId> m_lastId = 0;

    mutable std::mutex m_mutex; ///< Guards the next two.
    State m_published;
    std::function<void(const State &)> m_observer;

    // Only on the client's thread, from here on.
    State m_state;
    std::atomic<qint64> m_timeoutMs;
    Breaker m_breaker;
    Lines m_lines;
    std::unordered_map<CallId, std::unique_ptr<Active>> m_active;
    FairQueue<Active *> m_queue;
    std::unique_ptr<Active> m_detection; ///< While Storage is asked for its form.
    std::map<CallId, core::Completion<Form>> m_probes; ///< Who wants to know what it finds.
    bool m_detectionDue = false;
    std::unique_ptr<QTimer> m_probeTimer;
    std::unique_ptr<QTimer> m_roomTimer; ///< What was closed counts no longer.
    std::unique_ptr<QTimer> m_tidyTimer;
    bool m_pumping = false; ///< pump() is posted.
    bool m_stopped = false;

    QThread m_thread;
    QObject m_context; ///< Lives there; what is posted runs on its behalf.
};

} // namespace digidig::storageclient
