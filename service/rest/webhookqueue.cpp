// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/webhookqueue.h"

#include <QtCore/QJsonObject>

namespace digidig::rest {

namespace {

/// Stands behind all events, and says which entry of the log was the last to come in.
const QString TakenId = QStringLiteral("taken");
const QString TakenEntry = QStringLiteral("entry");
/// Behind everything.
const QString End = QStringLiteral("~");

/// Sorts as the number does.
QString recordId(quint64 event)
{
    constexpr int width = 20;
    return QString::number(event).rightJustified(width, u'0');
}

} // namespace

WebhookQueue::WebhookQueue(core::Records &records, const QString &webhook)
    : m_records(records)
    , m_kind(QStringLiteral("webhook_queue_") + webhook)
{
}

core::Result<WebhookQueue::State> WebhookQueue::state() const
{
    const auto count = m_records.count(m_kind);
    if (!count)
        return count.error();
    const auto last =
        m_records.list(m_kind, {.after = {}, .before = TakenId, .limit = 1, .newestFirst = true});
    if (!last)
        return last.error();
    const auto taken = m_records.get(m_kind, TakenId);
    if (!taken && taken.error().errc != core::Errc::NotFound)
        return taken.error();
    State state;
    state.pending = *count - (taken ? 1 : 0);
    state.lastId = last->empty() ? 0 : last->front().id.toULongLong();
    state.entry = taken ? taken->value.value(TakenEntry).toInteger() : 0;
    return state;
}

core::Result<void> WebhookQueue::add(const std::vector<Event> &events, qint64 entry)
{
    std::vector<core::Record> records;
    for (const Event &event : events)
        records.push_back({recordId(event.id), event.data});
    if (entry > 0)
        records.push_back({TakenId, {{TakenEntry, entry}}});
    return records.empty() ? core::Result<void>() : m_records.put(m_kind, records);
}

core::Result<std::optional<core::Record>> WebhookQueue::first() const
{
    const auto head = m_records.list(m_kind, {.after = {}, .before = TakenId, .limit = 1});
    if (!head)
        return head.error();
    return head->empty() ? std::nullopt : std::optional(head->front());
}

core::Result<void> WebhookQueue::remove(const QString &id)
{
    const auto removed = m_records.remove(m_kind, id);
    return removed ? core::Result<void>() : core::Result<void>(removed.error());
}

core::Result<void> WebhookQueue::clear()
{
    for (;;) {
        const auto some = m_records.removeBefore(m_kind, End);
        if (!some)
            return some.error();
        if (*some == 0)
            return {};
    }
}

} // namespace digidig::rest
