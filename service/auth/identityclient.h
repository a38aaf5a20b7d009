// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/identitystate.h"
#include "auth/identitywire.h"
#include "core/result.h"

#include <QtCore/QObject>
#include <QtCore/QThread>
#include <QtCore/QTimer>
#include <QtCore/QUrl>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

class QNetworkAccessManager;
class QNetworkReply;

namespace digidig::auth {

/// The Identity service over HTTP, on a thread of its own, with few connections. Finds out by
/// itself which form of its API it speaks, and again after an outage. After a few failures in a row
/// it asks nothing but probes, until one succeeds.
///
/// Thread-safe. Completions and the observer run on the client's thread and must not block; each
/// completion is called exactly once, at the latest by the destructor. Errors: Unauthorized when
/// Identity refuses; Unavailable (`identity_unavailable`) when it does not answer in time, or not
/// sensibly.
class IdentityClient {
public:
    struct Options {
        QUrl url = {}; ///< http or https; a path is put before every path of the API.
        int connections = 4; ///< At most 6.
        size_t queueLimit = 1000; ///< Questions that may wait for a connection.
        qint64 timeoutMs = 30'000; ///< For a question as a whole, waiting included.
        int failuresToOpen = 3; ///< So many in a row, and it counts as unreachable …
        qint64 retryMs = 1'000; ///< … until a probe succeeds: the first after this time, …
        qint64 retryMaxMs = 30'000; ///< … each further one after twice as long, up to this.
    };

    explicit IdentityClient(const Options &options);
    /// Cancels what is under way.
    ~IdentityClient();
    IdentityClient(const IdentityClient &) = delete;
    IdentityClient &operator=(const IdentityClient &) = delete;

    /// Finds out how things stand, so that the first question need not.
    void start();
    void verify(const QByteArray &token, core::Completion<IdentityUser> done);
    /// The access token that Identity gives for the password of @p address.
    void login(
        const QString &address, const QByteArray &password, core::Completion<QByteArray> done);
    void domains(const QByteArray &token, core::Completion<QStringList> done);

    void setTimeout(qint64 ms);
    [[nodiscard]] IdentityState state() const;
    /// Is told whenever `reachable` has changed, or `form` has become known. Set before start().
    void setObserver(std::function<void(const IdentityState &)> observer);

private:
    /// Reads an answer that is a success; false when it makes no sense.
    using Reader = std::function<bool(const QByteArray &content)>;
    /// Silences, and deletes later, what may be emitting a signal.
    struct Later {
        void operator()(QTimer *timer) const
        {
            timer->disconnect();
            timer->deleteLater();
        }
    };
    /// A request, its attempts, and who waits for it.
    struct Question {
        wire::Request request;
        Reader read;
        std::function<void(const core::Error &)> failed;
        bool isProbe = false;
        IdentityForm form = IdentityForm::Unknown; ///< In which it was sent last.
        bool otherFormTried = false;
        QNetworkReply *reply = nullptr;
        QByteArray content;
        std::unique_ptr<QTimer, Later> timer;
    };
    enum class Health { Good, Neutral, Bad };

    template <typename T>
    void ask(wire::Request request, std::optional<T> (*parse)(const QByteArray &),
        core::Completion<T> done);

    // On the client's thread.
    void add(std::unique_ptr<Question> question);
    void pump();
    void send(Question &question);
    /// False: it is settled, since its answer is too long.
    [[nodiscard]] bool received(Question &question);
    void finished(Question &question);
    void expired(Question &question);
    void answered(Question &question, int status);
    void settle(Question &question, const core::Error &error, Health health);
    [[nodiscard]] std::unique_ptr<Question> release(Question &question);
    void refuseWaiting();
    void judge(bool wasProbe, Health health, const QString &trouble);
    void probe();
    void publish();
    void shutDown();

    const Options m_options;
    const QByteArray m_base; ///< The URL before each path.

    mutable std::mutex m_mutex; ///< Guards the next two.
    IdentityState m_published;
    std::function<void(const IdentityState &)> m_observer;

    // Only on the client's thread, from here on.
    IdentityState m_state;
    qint64 m_timeoutMs;
    int m_failuresInARow = 0;
    qint64 m_delayMs = 0; ///< Before the last probe.
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<QTimer> m_probeTimer;
    std::deque<std::unique_ptr<Question>> m_queue;
    std::vector<std::unique_ptr<Question>> m_inFlight;
    bool m_probing = false;
    bool m_stopped = false;

    QThread m_thread;
    QObject m_context; ///< Lives there; what is posted runs on its behalf.
};

} // namespace digidig::auth
