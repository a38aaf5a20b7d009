// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/webhooks.h"

#include "core/clock.h"
#include "core/handoff.h"

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

namespace digidig::rest {

namespace {

Q_LOGGING_CATEGORY(log, "digidig.webhooks")

constexpr size_t StepEvents = 256;
/// What a receiver answers is of no interest; so much of it is taken in at most.
constexpr qint64 AnswerBytes = 16 * 1024;

QString hooksKind()
{
    return QStringLiteral("webhook");
}

QString queueKind(const QString &id)
{
    return QStringLiteral("webhook_queue_") + id;
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

/// Sorts as the number does.
QString queueId(quint64 event)
{
    return QString::number(event).rightJustified(20, u'0');
}

} // namespace

Webhooks::Webhooks(core::Records &records, EventHub &hub)
    : m_records(records)
    , m_hub(hub)
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
        const auto pending = m_records.count(queueKind(record.id));
        if (!pending)
            return pending.error();
        Entry entry;
        entry.hook = fromJson(record.id, record.value);
        entry.state.pending = *pending;
        m_entries[record.id] = entry;
    }
    m_thread.start();
    moveToThread(&m_thread);
    core::runOn(this, [this] {
        m_network = std::make_unique<QNetworkAccessManager>();
        m_timer = std::make_unique<QTimer>();
        m_timer->setSingleShot(true);
        connect(m_timer.get(), &QTimer::timeout, this, &Webhooks::pump);
        listen();
        pump();
    });
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
    m_hub.enter(m_reader, after);
    collect();
}

void Webhooks::collect()
{
    const auto wake = [this] { core::post(this, [this] { collect(); }); };
    while (m_listening && !m_hub.wait(m_reader, wake)) {
        const EventHub::Batch batch = m_hub.take(m_reader, StepEvents);
        if (batch.ended) { // The disk did not keep up.
            qCWarning(log, "events came faster than they could be queued; some are lost to webhooks");
            m_hub.leave(m_reader);
            m_hub.enter(m_reader, {});
        }
        if (!batch.events.empty())
            keep(batch.events);
    }
    pump();
}

bool Webhooks::wants(const Webhook &hook, const QString &kind, const QString &type)
{
    return hook.enabled
        && (hook.types.contains(kind) || hook.types.contains(kind + u'.' + type));
}

void Webhooks::keep(const std::vector<EventPtr> &events)
{
    std::map<QString, std::vector<core::Record>> queues;
    {
        const std::lock_guard lock(m_mutex);
        for (const EventPtr &event : events) {
            QJsonObject data = event->data();
            const QString kind = QString::fromLatin1(eventName(event->kind()));
            const QString type = data.value(QStringLiteral("type")).toString();
            data.insert(QStringLiteral("event"), kind);
            data.insert(QStringLiteral("event_id"), QString::number(event->id()));
            for (auto &[id, entry] : m_entries) {
                if (!wants(entry.hook, kind, type))
                    continue;
                auto &queue = queues[id];
                if (entry.state.pending + qint64(queue.size()) >= MaxPending)
                    ++entry.state.dropped;
                else
                    queue.push_back({queueId(event->id()), data});
            }
        }
    }
    for (const auto &[id, records] : queues) {
        if (records.empty())
            continue;
        const auto kept = m_records.put(queueKind(id), records);
        if (!kept) {
            qCWarning(log, "%d events are not queued: %s", int(records.size()),
                qPrintable(kept.error().message));
        }
        // What is shown to wait is on the disk.
        const std::lock_guard lock(m_mutex);
        if (const auto entry = m_entries.find(id); entry != m_entries.end()) {
            WebhookState &state = entry->second.state;
            (kept ? state.pending : state.dropped) += qint64(records.size());
        }
    }
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
        const auto head = m_records.list(queueKind(id), {.after = {}, .before = {}, .limit = 1});
        const std::lock_guard lock(m_mutex);
        const auto entry = m_entries.find(id);
        if (entry == m_entries.end())
            continue;
        if (!head || head->empty()) {
            entry->second.state.pending = 0;
            continue;
        }
        post(entry->second, head->front());
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
            qCWarning(log, "webhook %s: an event is given up: %s", qPrintable(id), qPrintable(error));
        const auto removed = m_records.remove(queueKind(id), event);
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
    for (;;) {
        const auto some = m_records.removeBefore(queueKind(id), QStringLiteral("~"));
        if (!some)
            return some.error();
        if (*some == 0)
            return {};
    }
}

} // namespace digidig::rest
