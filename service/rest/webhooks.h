// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records.h"
#include "mail/eventlog.h"
#include "rest/eventhub.h"

#include <QtCore/QHash>
#include <QtCore/QObject>
#include <QtCore/QThread>
#include <QtCore/QTimer>

#include <map>
#include <memory>

class QNetworkAccessManager;
class QNetworkReply;

namespace digidig::rest {

/// Where events are posted to.
struct Webhook {
    QString id; ///< UUID.
    QString url;
    QStringList types; ///< `mail`, or narrower `mail.delivered`.
    QByteArray secret; ///< Signs what is posted.
    bool enabled = true;
    qint64 createdMs = 0;
};

/// How a webhook fares, since the start.
struct WebhookState {
    qint64 pending = 0; ///< Events that wait.
    qint64 delivered = 0;
    qint64 failed = 0; ///< Given up after the last attempt.
    qint64 dropped = 0; ///< Not queued, because too many waited.
    int attempts = 0; ///< Failed ones of the event that is next.
    int lastStatus = 0; ///< 0: no answer.
    QString lastError = {};
    qint64 lastAttemptMs = 0;
    qint64 nextAttemptMs = 0; ///< 0: at once.
};

/// Posts events to URLs, signed, one after the other for each, from a queue on the disk that outlives a restart.
/// What fails is tried again after growing pauses, then given up. What happens to mail comes to the queue from the
/// log that the store keeps with it, once, also over a crash; everything else from the hub. Works on a thread of
/// its own; the functions may be called from any other, and those that change something block on the disk.
class Webhooks : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype MaxHooks = 100;
    static constexpr qint64 MaxPending = 10'000; ///< For each webhook; more are dropped.
    static constexpr int MaxAttempts = 20;
    static constexpr qint64 DeadlineMs = 10'000; ///< From the start of a request to the end of its answer.
    static constexpr qint64 FirstPauseMs = 1'000; ///< Doubled after every failure …
    static constexpr qint64 LongestPauseMs = 3'600'000; ///< … up to this.

    struct Shown {
        Webhook hook;
        WebhookState state;
    };

    /// All outlive this. What @p log tells of, @p hub tells afterwards.
    Webhooks(core::Records &records, EventHub &hub, mail::EventLog &log);
    ~Webhooks() override;

    /// Goes on with what is kept. Blocks on the disk.
    [[nodiscard]] core::Result<void> start();
    /// Queues what has happened until now, and ends. Blocks.
    void stop();

    [[nodiscard]] std::vector<Shown> list() const;
    /// Events that wait, of all webhooks.
    [[nodiscard]] qint64 pending() const;
    [[nodiscard]] std::optional<Shown> find(const QString &id) const;
    /// Makes or replaces one. LimitExceeded when there are too many.
    [[nodiscard]] core::Result<void> put(const Webhook &hook);
    /// Removes one with all that waits for it. NotFound.
    [[nodiscard]] core::Result<void> remove(const QString &id);

    /// The value of `X-DIGiDIG-Signature`: HMAC-SHA256 of `<seconds>.<content>`.
    [[nodiscard]] static QByteArray signature(
        const QByteArray &secret, qint64 seconds, const QByteArray &content);

private:
    struct Entry {
        Webhook hook;
        WebhookState state;
        bool inFlight = false;
        qint64 taken = 0; ///< The entry of the log up to which all is in the queue, until it is let go of.
    };
    /// An event, and the entry of the log that has it; 0: none.
    struct Happened {
        EventPtr event;
        qint64 entry = 0;
    };

    // On the thread of this object.
    void listenAnew();
    void listen();
    void collect();
    void collectLogged();
    [[nodiscard]] bool keep(const std::vector<Happened> &events);
    [[nodiscard]] core::Result<void> load(const core::Record &hook);
    [[nodiscard]] bool followsMail() const;
    void pump();
    void post(Entry &entry, const core::Record &event);
    void finished(const QString &id, const QString &event, QNetworkReply *reply);
    [[nodiscard]] static bool wants(const Webhook &hook, const QString &kind, const QString &type);
    [[nodiscard]] EventKinds wantedKinds() const;

    core::Records &m_records;
    EventHub &m_hub;
    mail::EventLog &m_log;
    qint64 m_logged = 0; ///< The last entry of the log that is in the queues.
    quint64 m_lastId = 0; ///< Of the events that were queued.
    EventReader m_reader;
    bool m_listening = false;
    QThread m_thread;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<QTimer> m_timer;
    std::unique_ptr<QTimer> m_again; ///< The log is read anew after a failure of the disk.
    mutable std::mutex m_mutex; ///< Guards m_entries; never held across the disk.
    std::map<QString, Entry> m_entries;
};

} // namespace digidig::rest
