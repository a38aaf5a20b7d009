// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records.h"
#include "rest/metrics.h"
#include "rest/processfigures.h"

#include <QtCore/QJsonObject>

#include <array>
#include <deque>
#include <mutex>
#include <optional>

namespace digidig::rest {

/// The figures of the service at one moment: what only grows, and what goes up and down.
struct Sample {
    qint64 atMs = 0; ///< Unix ms.
    // Only grow, from the start of the process.
    Metrics::Totals requests;
    qint64 deliveries = 0;
    qint64 cacheHits = 0;
    qint64 cacheMisses = 0;
    // As they are.
    qint64 connections = 0;
    qint64 sessions = 0;
    qint64 busyWorkers = 0;
    qint64 queuedWrites = 0;
    qint64 unindexed = 0;
    qint64 messages = 0;
    qint64 eventReaders = 0;
    std::optional<qint64> diskFreeBytes = {};
    ProcessFigures process = {};
};

/// The past of the figures, for charts: the last five minutes, hour, day and week, each in steps of its own, in
/// which rates and percentiles are those of the step, not means of means. Bounded: a few hundred points in all.
/// Kept over restarts. Thread-safe; memory only, but for load() and save().
class History
{
public:
    static constexpr size_t SeriesCount = 17;
    /// The least step, in milliseconds; sample() wants to be called that often.
    static constexpr qint64 StepMs = 5'000;

    /// Takes the figures in. The first one after the start is where rates begin.
    void sample(const Sample &sample);
    /// The last sample() as an event tells it: the values of the shortest step; empty before the second.
    [[nodiscard]] QJsonObject latest() const;
    [[nodiscard]] ProcessFigures process() const;
    [[nodiscard]] double diskFreeBytes() const; ///< NaN while it is not known.
    /// `5m`, `1h`, `24h` or `7d`: `range`, `step_seconds` and `series`, in which each point is `[time, value]`,
    /// null where nothing is known. Nothing for another range.
    [[nodiscard]] std::optional<QJsonObject> series(QStringView range, qint64 nowMs) const;

    /// Reads what was kept before. Blocks on the disk.
    [[nodiscard]] core::Result<void> load(core::Records &records);
    /// Keeps what is new since the last time. Blocks on the disk.
    [[nodiscard]] core::Result<void> save(core::Records &records);

private:
    using Values = std::array<double, SeriesCount>; ///< NaN: not known.
    struct Point {
        qint64 step = 0; ///< Its time, in steps since 1970.
        Values values;
    };
    struct Tier {
        const char *range;
        qint64 stepSeconds;
        qint64 points;
        std::deque<Point> kept = {};
        std::optional<Sample> since = {}; ///< Where the step under way began.
        bool isNew = false; ///< Has points that are not saved.
    };

    [[nodiscard]] static Values between(const Sample &from, const Sample &to);
    [[nodiscard]] static QJsonObject toJson(const Tier &tier);
    static void fromJson(Tier &tier, const QJsonObject &object);

    mutable std::mutex m_mutex;
    std::array<Tier, 4> m_tiers{{{"5m", 5, 60}, {"1h", 30, 120}, {"24h", 600, 144}, {"7d", 3600, 168}}};
    std::optional<Sample> m_last;
};

} // namespace digidig::rest
