// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/history.h"

#include <QtCore/QJsonArray>

#include <algorithm>
#include <cmath>
#include <limits>

namespace digidig::rest {

namespace {

constexpr double Unknown = std::numeric_limits<double>::quiet_NaN();

/// In the order of Values. The names are part of the contract, and what is saved is found by them.
constexpr std::array<const char *, History::SeriesCount> SeriesNames{"requests_successful_per_second",
    "requests_client_error_per_second", "requests_server_error_per_second", "latency_p50_ms",
    "latency_p95_ms", "latency_p99_ms", "deliveries_per_second", "cache_hits_per_second",
    "cache_misses_per_second", "connections", "sessions", "busy_workers", "queued_writes", "index_lag",
    "event_readers", "memory_bytes", "disk_free_bytes"};

QString kind()
{
    return QStringLiteral("stats_history");
}

/// Enough for a chart; keeps what is saved and sent short.
double rounded(double value)
{
    return std::abs(value) < 1e6 ? std::round(value * 1000) / 1000 : std::round(value);
}

QJsonValue toJson(double value)
{
    return std::isnan(value) ? QJsonValue(QJsonValue::Null) : QJsonValue(rounded(value));
}

} // namespace

History::Values History::between(const Sample &from, const Sample &to)
{
    const double seconds = double(std::max<qint64>(1, to.atMs - from.atMs)) / 1000.0;
    const auto rate = [&](qint64 before, qint64 after) { return double(after - before) / seconds; };
    Metrics::Totals step = to.requests;
    for (size_t i = 0; i < step.buckets.size(); ++i)
        step.buckets[i] -= from.requests.buckets[i];
    const auto latency = [&](double share) {
        return Metrics::percentileMs(step.buckets, share).value_or(Unknown);
    };
    return {rate(from.requests.successful, to.requests.successful),
        rate(from.requests.clientErrors, to.requests.clientErrors),
        rate(from.requests.serverErrors, to.requests.serverErrors), latency(0.5), latency(0.95), latency(0.99),
        rate(from.deliveries, to.deliveries), rate(from.cacheHits, to.cacheHits),
        rate(from.cacheMisses, to.cacheMisses), double(to.connections), double(to.sessions),
        double(to.busyWorkers), double(to.queuedWrites), double(to.unindexed), double(to.eventReaders),
        double(to.process.residentBytes), to.diskFreeBytes ? double(*to.diskFreeBytes) : Unknown};
}

void History::sample(const Sample &sample)
{
    const std::lock_guard lock(m_mutex);
    m_last = sample;
    for (Tier &tier : m_tiers) {
        const qint64 stepMs = tier.stepSeconds * 1000;
        // The clock may have been set back: then the step begins anew.
        if (!tier.since || sample.atMs < tier.since->atMs) {
            tier.since = sample;
            continue;
        }
        const qint64 step = sample.atMs / stepMs;
        if (step == tier.since->atMs / stepMs)
            continue;
        while (!tier.kept.empty() && tier.kept.back().step >= step)
            tier.kept.pop_back();
        tier.kept.push_back({step, between(*tier.since, sample)});
        while (tier.kept.front().step <= step - tier.points)
            tier.kept.pop_front();
        tier.since = sample;
        tier.isNew = true;
    }
}

ProcessFigures History::process() const
{
    const std::lock_guard lock(m_mutex);
    return m_last ? m_last->process : ProcessFigures{};
}

double History::diskFreeBytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_last && m_last->diskFreeBytes ? double(*m_last->diskFreeBytes) : Unknown;
}

QJsonObject History::latest() const
{
    const std::lock_guard lock(m_mutex);
    const Tier &tier = m_tiers.front();
    QJsonObject values;
    if (tier.kept.empty())
        return values;
    for (size_t i = 0; i < SeriesCount; ++i)
        values.insert(QLatin1String(SeriesNames[i]), rest::toJson(tier.kept.back().values[i]));
    return values;
}

std::optional<QJsonObject> History::series(QStringView range, qint64 nowMs) const
{
    const std::lock_guard lock(m_mutex);
    const auto tier = std::find_if(m_tiers.begin(), m_tiers.end(),
        [range](const Tier &t) { return range == QLatin1String(t.range); });
    if (tier == m_tiers.end())
        return std::nullopt;
    const qint64 last = nowMs / 1000 / tier->stepSeconds;
    std::array<QJsonArray, SeriesCount> series;
    auto point = tier->kept.begin();
    for (qint64 step = last - tier->points + 1; step <= last; ++step) {
        while (point != tier->kept.end() && point->step < step)
            ++point;
        const bool known = point != tier->kept.end() && point->step == step;
        for (size_t i = 0; i < SeriesCount; ++i) {
            series[i].append(QJsonArray{
                step * tier->stepSeconds, rest::toJson(known ? point->values[i] : Unknown)});
        }
    }
    QJsonObject named;
    for (size_t i = 0; i < SeriesCount; ++i)
        named.insert(QLatin1String(SeriesNames[i]), series[i]);
    return QJsonObject{{QStringLiteral("range"), range.toString()},
        {QStringLiteral("step_seconds"), tier->stepSeconds}, {QStringLiteral("series"), named}};
}

QJsonObject History::toJson(const Tier &tier)
{
    QJsonArray names;
    for (const char *name : SeriesNames)
        names.append(QLatin1String(name));
    QJsonArray points;
    for (const Point &point : tier.kept) {
        QJsonArray row{point.step};
        for (const double value : point.values)
            row.append(rest::toJson(value));
        points.append(row);
    }
    return {{QStringLiteral("names"), names}, {QStringLiteral("points"), points}};
}

/// Series are found by name, so that another version's records are of use too.
void History::fromJson(Tier &tier, const QJsonObject &object)
{
    const QJsonArray names = object.value(QStringLiteral("names")).toArray();
    std::array<qsizetype, SeriesCount> columns{};
    for (size_t i = 0; i < SeriesCount; ++i) {
        const auto at = std::find(names.begin(), names.end(), QJsonValue(QLatin1String(SeriesNames[i])));
        columns[i] = at == names.end() ? -1 : at - names.begin() + 1;
    }
    for (const QJsonValue &row : object.value(QStringLiteral("points")).toArray()) {
        const QJsonArray values = row.toArray();
        Point point;
        point.step = values.first().toInteger();
        if (!tier.kept.empty() && point.step <= tier.kept.back().step)
            continue;
        for (size_t i = 0; i < SeriesCount; ++i)
            point.values[i] = columns[i] < 0 ? Unknown : values.at(columns[i]).toDouble(Unknown);
        tier.kept.push_back(point);
        if (qint64(tier.kept.size()) > tier.points)
            tier.kept.pop_front();
    }
}

core::Result<void> History::load(core::Records &records)
{
    const auto kept = records.list(kind(), {});
    if (!kept)
        return kept.error();
    const std::lock_guard lock(m_mutex);
    for (Tier &tier : m_tiers) {
        for (const core::Record &record : *kept) {
            if (record.id == QLatin1String(tier.range) && tier.kept.empty())
                fromJson(tier, record.value);
        }
    }
    return {};
}

core::Result<void> History::save(core::Records &records)
{
    std::vector<core::Record> fresh;
    {
        const std::lock_guard lock(m_mutex);
        for (Tier &tier : m_tiers) {
            if (std::exchange(tier.isNew, false))
                fresh.push_back({QLatin1String(tier.range), toJson(tier)});
        }
    }
    return fresh.empty() ? core::Result<void>() : records.put(kind(), fresh);
}

} // namespace digidig::rest
