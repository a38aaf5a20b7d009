// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/audit.h"

#include "core/clock.h"
#include "core/text.h"

#include <QtCore/QJsonArray>
#include <QtCore/QLoggingCategory>

#include <algorithm>

namespace digidig::rest {

namespace {

Q_LOGGING_CATEGORY(auditLog, "digidig.audit")

const QString Kind = QStringLiteral("audit");
constexpr qint64 JoinMs = 1'000;
constexpr size_t JoinDepth = 16; ///< So many entries are looked at.
constexpr qint64 TrimAfterEntries = 1'000;
constexpr qint64 TrimAfterMs = 3'600'000;
constexpr qint64 MsPerDay = 86'400'000;
constexpr int ScanStep = 1'000;
constexpr int MaxScans = 20; ///< Then the caller goes on with the cursor.

/// The least id of that time: ids are UUIDs of version 7, which begin with it.
QString firstIdAt(qint64 ms)
{
    const QString hex = QStringLiteral("%1").arg(std::max<qint64>(0, ms), 12, 16, QLatin1Char('0'));
    return hex.left(8) + u'-' + hex.mid(8, 4);
}

AuditEntry fromRecord(const core::Record &record)
{
    const QJsonObject &value = record.value;
    AuditEntry entry;
    entry.id = record.id;
    entry.atMs = value.value(u"at").toInteger();
    entry.who = value.value(u"who").toString();
    entry.from = value.value(u"from").toString();
    entry.method = value.value(u"method").toString();
    entry.route = value.value(u"route").toString();
    for (const QJsonValue &object : value.value(u"objects").toArray())
        entry.objects += object.toString();
    entry.status = value.value(u"status").toInt();
    entry.requestId = value.value(u"request_id").toString();
    entry.count = value.value(u"count").toInt(1);
    return entry;
}

bool matches(const AuditEntry &entry, const Audit::Filter &filter)
{
    const auto has = [](const QString &text, const QString &part) {
        return part.isEmpty() || text.contains(part, Qt::CaseInsensitive);
    };
    return has(entry.who, filter.who) && has(entry.method + u' ' + entry.route, filter.what)
        && has(entry.from, filter.from)
        && (filter.object.isEmpty() || entry.objects.contains(filter.object))
        && entry.atMs >= filter.sinceMs.value_or(entry.atMs)
        && (!filter.beforeMs || entry.atMs < *filter.beforeMs);
}

bool isAlike(const AuditEntry &a, const AuditEntry &b)
{
    return a.status == b.status && a.route == b.route && a.method == b.method && a.who == b.who
        && a.from == b.from;
}

} // namespace

QJsonObject AuditEntry::toJson() const
{
    return {
        {QStringLiteral("id"), id},
        {QStringLiteral("at"), core::rfc3339(atMs)},
        {QStringLiteral("who"), who},
        {QStringLiteral("from"), from},
        {QStringLiteral("method"), method},
        {QStringLiteral("route"), route},
        {QStringLiteral("objects"), QJsonArray::fromStringList(objects)},
        {QStringLiteral("status"), status},
        {QStringLiteral("outcome"),
            status < 400 ? QStringLiteral("done") : QStringLiteral("refused")},
        {QStringLiteral("count"), count},
        {QStringLiteral("request_id"), requestId},
    };
}

Audit::Audit(core::Records &records)
    : m_records(records)
{
}

void Audit::setPolicy(const Policy &policy)
{
    const std::lock_guard lock(m_mutex);
    m_policy = policy;
}

void Audit::add(AuditEntry entry, bool mayJoin)
{
    entry.id = core::newUuid();
    entry.atMs = core::nowMs();
    const std::lock_guard lock(m_mutex);
    m_pending = true;
    if (mayJoin) {
        const auto end = m_queue.rbegin() + qsizetype(std::min(JoinDepth, m_queue.size()));
        for (auto earlier = m_queue.rbegin(); earlier != end; ++earlier) {
            if (!isAlike(*earlier, entry) || entry.atMs - earlier->atMs > JoinMs)
                continue;
            ++earlier->count;
            if (earlier->objects.size() < MaxObjects)
                earlier->objects += entry.objects;
            return;
        }
    }
    if (m_queue.size() >= MaxQueued) {
        ++m_dropped;
        return;
    }
    m_queue.push_back(std::move(entry));
}

core::Result<void> Audit::flush()
{
    const std::lock_guard flushing(m_flushing);
    std::deque<AuditEntry> taken;
    Policy policy;
    qint64 dropped = 0;
    {
        const std::lock_guard lock(m_mutex);
        taken.swap(m_queue);
        policy = m_policy;
        dropped = std::exchange(m_dropped, 0);
        m_pending = false;
    }
    if (dropped > 0)
        qCWarning(auditLog, "%lld entries were dropped: the disk does not keep up", dropped);
    if (!taken.empty()) {
        std::vector<core::Record> records;
        records.reserve(taken.size());
        for (const AuditEntry &entry : taken) {
            QJsonObject value = entry.toJson();
            value.remove(QStringLiteral("id"));
            value.remove(QStringLiteral("outcome"));
            value.insert(QStringLiteral("at"), entry.atMs);
            records.push_back({entry.id, value});
        }
        if (const auto written = m_records.put(Kind, records); !written) {
            const std::lock_guard lock(m_mutex);
            taken.insert(taken.end(), std::make_move_iterator(m_queue.begin()),
                std::make_move_iterator(m_queue.end()));
            m_queue.swap(taken);
            while (m_queue.size() > MaxQueued) {
                m_queue.pop_back();
                ++m_dropped;
            }
            m_pending = true;
            return written;
        }
    }
    m_untrimmed += qint64(taken.size());
    const qint64 now = core::nowMs();
    if (m_untrimmed < TrimAfterEntries && now - m_trimmedMs < TrimAfterMs)
        return {};
    const auto trimmed = trim(policy);
    if (trimmed) {
        m_untrimmed = 0;
        m_trimmedMs = now;
    }
    return trimmed;
}

core::Result<void> Audit::trim(const Policy &policy)
{
    if (policy.days > 0) {
        const QString limit = firstIdAt(core::nowMs() - policy.days * MsPerDay);
        while (true) {
            const auto removed = m_records.removeBefore(Kind, limit);
            if (!removed)
                return removed.error();
            if (*removed == 0)
                break;
        }
    }
    const auto count = m_records.count(Kind);
    if (!count)
        return count.error();
    for (qint64 surplus = *count - policy.entries; surplus > 0;) {
        const auto oldest =
            m_records.list(Kind, {{}, {}, int(std::min<qint64>(surplus, ScanStep)), false});
        if (!oldest)
            return oldest.error();
        if (oldest->empty())
            break;
        // Not the last one itself, except by the id right behind it.
        const auto removed = m_records.removeBefore(Kind, oldest->back().id + u'!');
        if (!removed)
            return removed.error();
        surplus -= qint64(oldest->size());
    }
    return {};
}

core::Result<Audit::Page> Audit::list(const Filter &filter, int limit, const QString &cursor)
{
    if (const auto flushed = flush(); !flushed)
        return flushed.error();
    core::Records::Range range;
    range.newestFirst = true;
    range.limit = ScanStep;
    range.before = cursor;
    if (filter.sinceMs)
        range.after = firstIdAt(*filter.sinceMs);
    if (cursor.isEmpty() && filter.beforeMs)
        range.before = firstIdAt(*filter.beforeMs);
    Page page;
    for (int scan = 0; scan < MaxScans; ++scan) {
        const auto records = m_records.list(Kind, range);
        if (!records)
            return records.error();
        for (const core::Record &record : *records) {
            AuditEntry entry = fromRecord(record);
            if (!matches(entry, filter))
                continue;
            if (int(page.entries.size()) == limit) {
                page.next = page.entries.back().id;
                return page;
            }
            page.entries.push_back(std::move(entry));
        }
        if (int(records->size()) < ScanStep)
            return page;
        range.before = records->back().id;
    }
    page.next = range.before;
    return page;
}

} // namespace digidig::rest
