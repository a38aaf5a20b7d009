// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/webhooks.h"

#include "core/clock.h"
#include "core/handoff.h"
#include "rest/webhookqueue.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QLoggingCategory>
#include <QtCore/QMessageAuthenticationCode>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>

#include <algorithm>
#include <chrono>
#include <future>
#include <limits>

namespace digidig::rest {

namespace {

Q_LOGGING_CATEGORY(webhookLog, "digidig.webhooks")

constexpr size_t EventsAtOnce = 256;
constexpr int StepEntries = 64;
/// What a receiver answers is of no interest; so much of it is taken in at most.
constexpr qint64 AnswerBytes = 16 * 1024;

QString hooksKind()
{
    return QStringLiteral("webhook");
}

QJsonObject toJson(const Webhook &hook)
{
    return {{QStringLiteral("url"), hook.url},
        {QStringLiteral("types"), QJsonArray::fromStringList(hook.types)},
        {QStringLiteral("secret"), QString::fromUtf8(hook.secret)},
        {QStringLiteral("enabled"), hook.enabled}, {QStringLiteral("created_ms"), hook.createdMs}};
}

Webhook fromJson(const QString &id, const QJsonObject &value)
{
    Webhook hook;
    hook.id = id;
    hook.url = value.value(QStringLiteral("url")).toString();
    for (const QJsonValue &type : value.value(QStringLiteral("types")).toArray())
        hook.types += type.toString();
    hook.secret = value.value(QStringLiteral("secret")).toString().toUtf8();
    hook.enabled = value.value(QStringLiteral("enabled")).toBool();
    hook.createdMs = value.value(QStringLiteral("created_ms")).toInteger();
    return hook;
}

/// Whether the log of the store has it too. It knows nothing of what other programs write.
bool isLogged(const Event &event)
{
    return (EventKinds(event.kind()) & AccountEvents) != 0
        && event.data().value(QStringLiteral("type")) != QStringLiteral("changed");
}

} // namespace

Webhooks::Webhooks(core::Records &records, EventHub &hub, mail::EventLog &log)
    : m_records(records)
    , m_hub(hub)
    , m_log(log)
{
    m_reader.outlastsClose = true;
    m_thread.setObjectName(QStringLiteral("webhooks"));
}

Webhooks::~Webhooks()
{
    stop();
}

core::Result<void> Webhooks::start()
{
    const auto kept = m_records.list(hooksKind(), {});
    if (!kept)
        return kept.error();
    for (const core::Record &record : *kept) {
        if (auto loaded = load(record); !loaded)
            return loaded;
    }
    m_thread.start();
    moveToThread(&m_thread);
    core::runOn(this, [this] {
        m_network = std::make_unique<QNetworkAccessManager>();
        m_timer = std::make_unique<QTimer>();
        m_timer->setSingleShot(true);
        connect(m_timer.get(), &QTimer::timeout, this, &Webhooks::pump);
        m_again = std::make_unique<QTimer>();
        m_again->setSingleShot(true);
        connect(m_again.get(), &QTimer::timeout, this, &Webhooks::collectLogged);
        listen();
        pump();
    });
    return {};
}

core::Result<void> Webhooks::load(const core::Record &hook)
{
    const auto queue = WebhookQueue(m_records, hook.id).state();
    if (!queue)
        return queue.error();
    Entry &entry = m_entries[hook.id];
    entry.hook = fromJson(hook.id, hook.value);
    entry.state.pending = queue->pending;
    entry.taken = queue->entry;
    m_lastId = std::max(m_lastId, queue->lastId);
    return {};
}

void Webhooks::stop()
{
    if (!m_thread.isRunning())
        return;
    core::runOn(this, [this] {
        collect();
        m_hub.leave(m_reader);
        m_listening = false;
        m_timer.reset();
        m_again.reset();
        m_network.reset(); // Ends what is under way; it is in the queue.
        moveToThread(nullptr);
    });
    m_thread.quit();
    m_thread.wait();
}

EventKinds Webhooks::wantedKinds() const
{
    const std::lock_guard lock(m_mutex);
    EventKinds kinds = 0;
    for (const auto &[id, entry] : m_entries) {
        for (const QString &type : entry.hook.enabled ? entry.hook.types : QStringList()) {
            if (const auto kind = eventKind(type.section(u'.', 0, 0)))
                kinds |= EventKinds(*kind);
        }
    }
    return kinds;
}

/// Waits until what is wanted now is listened to. Not for ever: the service may be stopping.
void Webhooks::listenAnew()
{
    const auto done = std::make_shared<std::promise<void>>();
    core::post(this, [this, done] {
        listen();
        done->set_value();
    });
    done->get_future().wait_for(std::chrono::seconds(1));
}

/// Goes on reading where it stood, with what is wanted now.
void Webhooks::listen()
{
    if (!m_network)
        return;
    std::optional<quint64> after;
    if (std::exchange(m_listening, true)) {
        collect();
        m_hub.leave(m_reader);
        after = m_reader.seen;
        m_reader.wake = {};
    }
    m_reader.filter.kinds = wantedKinds();
    m_log.setKept(followsMail());
    if (!followsMail()) // What it has been for is gone.
        m_log.forget(std::numeric_limits<qint64>::max(), {});
    m_hub.enter(m_reader, after);
    collectLogged();
    collect();
}

bool Webhooks::followsMail() const
{
    return (m_reader.filter.kinds & AccountEvents) != 0;
}

void Webhooks::collect()
{
    const auto wake = [this] { core::post(this, [this] { collect(); }); };
    while (m_listening && !m_hub.wait(m_reader, wake)) {
        const EventHub::Batch batch = m_hub.take(m_reader, EventsAtOnce);
        if (batch.ended) { // The disk did not keep up.
            qCWarning(webhookLog, "events came faster than they could be queued; some are lost to webhooks");
            m_hub.leave(m_reader);
            m_hub.enter(m_reader, {});
        }
        collectLogged();
        std::vector<Happened> others;
        for (const EventPtr &event : batch.events) {
            if (!isLogged(*event))
                others.push_back({event});
        }
        (void)keep(others); // What is refused is counted.
    }
    pump();
}

/// Queues what the log of the store has, and lets go of it there.
void Webhooks::collectLogged()
{
    while (m_network && followsMail()) {
        const auto entries = m_log.kept(m_logged, StepEntries);
        std::vector<Happened> events;
        for (const mail::EventLog::Entry &entry :
            entries ? *entries : std::vector<mail::EventLog::Entry>()) {
            for (const mail::MailEvent &event : entry.events)
                events.push_back({std::make_shared<Event>(0, entry.atMs, event), entry.id});
        }
        if (!entries || !keep(events)) {
            qCWarning(webhookLog, "what happens to mail cannot be queued; it is tried again: %s",
                entries ? "the queue refuses it" : qPrintable(entries.error().message));
            m_again->start(int(FirstPauseMs));
            return;
        }
        if (entries->empty()) {
            // All queues have all, and nothing is read twice from here on.
            const std::lock_guard lock(m_mutex);
            for (auto &[id, entry] : m_entries)
                entry.taken = 0;
            break;
        }
        m_logged = entries->back().id;
        m_log.forget(m_logged, {});
    }
    pump();
}

bool Webhooks::wants(const Webhook &hook, const QString &kind, const QString &type)
{
    return hook.enabled
        && (hook.types.contains(kind) || hook.types.contains(kind + u'.' + type));
}

/// False when the disk refuses some: it is counted as dropped, unless the log still has it.
bool Webhooks::keep(const std::vector<Happened> &events)
{
    struct Fresh {
        std::vector<WebhookQueue::Event> events;
        qint64 entry = 0;
    };
    std::map<QString, Fresh> queues;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[event, number] : events) {
            QJsonObject data = event->data();
            const QString kind = QString::fromLatin1(eventName(event->kind()));
            const QString type = data.value(QStringLiteral("type")).toString();
            m_lastId = std::max(m_lastId + 1, quint64(core::nowMs()) * 1000);
            data.insert(QStringLiteral("event"), kind);
            data.insert(QStringLiteral("event_id"), QString::number(m_lastId));
            for (auto &[id, entry] : m_entries) {
                if (!wants(entry.hook, kind, type) || (number > 0 && number <= entry.taken))
                    continue;
                Fresh &fresh = queues[id];
                fresh.entry = number;
                if (entry.state.pending + qint64(fresh.events.size()) >= MaxPending)
                    ++entry.state.dropped;
                else
                    fresh.events.push_back({m_lastId, data});
            }
        }
    }
    bool all = true;
    for (const auto &[id, fresh] : queues) {
        const auto count = qint64(fresh.events.size());
        const auto kept = WebhookQueue(m_records, id).add(fresh.events, fresh.entry);
        if (!kept) {
            qCWarning(webhookLog, "%d events are not queued: %s", int(count), qPrintable(kept.error().message));
            all = false;
        }
        // What is shown to wait is on the disk.
        const std::lock_guard lock(m_mutex);
        const auto entry = m_entries.find(id);
        if (entry == m_entries.end())
            continue;
        if (kept) {
            entry->second.state.pending += count;
            entry->second.taken = std::max(entry->second.taken, fresh.entry);
        } else if (fresh.entry == 0) {
            entry->second.state.dropped += count;
        }
    }
    return all;
}

void Webhooks::pump()
{
    if (!m_network)
        return;
    const qint64 now = core::nowMs();
    qint64 next = 0;
    std::vector<QString> due;
    {
        const std::lock_guard lock(m_mutex);
        for (auto &[id, entry] : m_entries) {
            if (!entry.hook.enabled || entry.inFlight || entry.state.pending == 0)
                continue;
            const qint64 at = entry.state.nextAttemptMs;
            if (at <= now)
                due.push_back(id);
            else if (next == 0 || at < next)
                next = at;
        }
    }
    for (const QString &id : due) {
        const auto head = WebhookQueue(m_records, id).first();
        const std::lock_guard lock(m_mutex);
        const auto entry = m_entries.find(id);
        if (entry == m_entries.end())
            continue;
        if (!head || !*head) {
            entry->second.state.pending = 0;
            continue;
        }
        post(entry->second, **head);
    }
    if (next != 0 && m_timer)
        m_timer->start(int(std::max<qint64>(1, next - now)));
}

void Webhooks::post(Entry &entry, const core::Record &event)
{
    const QByteArray content = QJsonDocument(event.value).toJson(QJsonDocument::Compact);
    QNetworkRequest request(QUrl(entry.hook.url, QUrl::StrictMode));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    request.setRawHeader("User-Agent", "digidig-imapd");
    request.setRawHeader("X-DIGiDIG-Event", event.value.value(QStringLiteral("event")).toString().toLatin1());
    request.setRawHeader("X-DIGiDIG-Delivery", event.value.value(QStringLiteral("event_id")).toString().toLatin1());
    request.setRawHeader(
        "X-DIGiDIG-Signature", signature(entry.hook.secret, core::nowMs() / 1000, content));
    QNetworkReply *reply = m_network->post(request, content);
    reply->setReadBufferSize(AnswerBytes);
    entry.inFlight = true;
    entry.state.lastAttemptMs = core::nowMs();
    // An own deadline for the whole: the one of Qt is about silence only.
    auto *deadline = new QTimer(reply);
    deadline->setSingleShot(true);
    connect(deadline, &QTimer::timeout, reply, [reply] {
        reply->setProperty("late", true);
        reply->abort();
    });
    // What is answered beyond the status is not waited for.
    connect(reply, &QNetworkReply::readyRead, reply, [reply] { reply->readAll(); });
    connect(reply, &QNetworkReply::finished, this,
        [this, id = entry.hook.id, number = event.id, reply] { finished(id, number, reply); });
    deadline->start(int(DeadlineMs));
}

void Webhooks::finished(const QString &id, const QString &event, QNetworkReply *reply)
{
    if (!m_listening) // Broken off by the end; it is still in the queue.
        return;
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool late = reply->property("late").toBool();
    const bool taken = !late && status >= 200 && status < 300;
    QString error;
    if (late)
        error = QStringLiteral("no answer within %1 s").arg(DeadlineMs / 1000);
    else if (status >= 300)
        error = QStringLiteral("answered %1").arg(status);
    else if (!taken)
        error = reply->errorString().left(200);
    bool done = taken;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_entries.find(id);
        if (found == m_entries.end())
            return;
        Entry &entry = found->second;
        WebhookState &state = entry.state;
        state.lastStatus = late ? 0 : status;
        state.lastError = error;
        if (!taken) {
            ++state.attempts;
            done = state.attempts >= MaxAttempts;
            const int doublings = std::min(state.attempts - 1, 30);
            state.nextAttemptMs
                = core::nowMs() + std::min(LongestPauseMs, FirstPauseMs << doublings);
        }
        if (done) {
            (taken ? state.delivered : state.failed) += 1;
            state.attempts = 0;
            state.nextAttemptMs = 0;
        } else {
            entry.inFlight = false;
        }
    }
    if (done) {
        if (!taken)
            qCWarning(webhookLog, "webhook %s: an event is given up: %s", qPrintable(id), qPrintable(error));
        const auto removed = WebhookQueue(m_records, id).remove(event);
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_entries.find(id); found != m_entries.end()) {
            found->second.inFlight = false;
            if (removed)
                --found->second.state.pending;
            else // It would come twice at once, for ever.
                found->second.state.nextAttemptMs = core::nowMs() + FirstPauseMs;
        }
    }
    pump();
}

QByteArray Webhooks::signature(const QByteArray &secret, qint64 seconds, const QByteArray &content)
{
    const QByteArray time = QByteArray::number(seconds);
    return "t=" + time + ",v1="
        + QMessageAuthenticationCode::hash(time + '.' + content, secret, QCryptographicHash::Sha256)
              .toHex();
}

std::vector<Webhooks::Shown> Webhooks::list() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<Shown> all;
    for (const auto &[id, entry] : m_entries)
        all.push_back({entry.hook, entry.state});
    return all;
}

qint64 Webhooks::pending() const
{
    const std::lock_guard lock(m_mutex);
    qint64 all = 0;
    for (const auto &[id, entry] : m_entries)
        all += entry.state.pending;
    return all;
}

std::optional<Webhooks::Shown> Webhooks::find(const QString &id) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(id);
    if (found == m_entries.end())
        return std::nullopt;
    return Shown{found->second.hook, found->second.state};
}

core::Result<void> Webhooks::put(const Webhook &hook)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_entries.contains(hook.id) && qsizetype(m_entries.size()) >= MaxHooks) {
            return core::Error{core::Errc::LimitExceeded,
                QCoreApplication::translate("rest", "there are too many webhooks"), {}, {}};
        }
    }
    if (const auto kept = m_records.put(hooksKind(), {hook.id, toJson(hook)}); !kept)
        return kept.error();
    {
        const std::lock_guard lock(m_mutex);
        Entry &entry = m_entries[hook.id];
        entry.hook = hook;
        entry.state.nextAttemptMs = 0; // Somebody has seen to it: tried at once.
    }
    listenAnew();
    return {};
}

core::Result<void> Webhooks::remove(const QString &id)
{
    const auto removed = m_records.remove(hooksKind(), id);
    if (!removed)
        return removed.error();
    {
        const std::lock_guard lock(m_mutex);
        if (m_entries.erase(id) == 0) {
            return core::Error{core::Errc::NotFound,
                QCoreApplication::translate("rest", "there is no such webhook"), {}, "webhook_not_found"};
        }
    }
    listenAnew();
    return WebhookQueue(m_records, id).clear();
}

} // namespace digidig::rest
