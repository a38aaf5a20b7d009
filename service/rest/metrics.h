// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>

#include <array>
#include <atomic>
#include <deque>
#include <functional>
#include <optional>

namespace digidig::rest {

/// Upper bounds of the latency buckets, in microseconds; one more bucket is unbounded.
inline constexpr std::array<qint64, 14> LatencyBoundsUs{
    250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 500'000, 1'000'000, 5'000'000,
    30'000'000};

/// What is counted of one route (or of what matched none).
struct RouteFigures {
    QByteArray method;
    QByteArray pattern;
    bool timed = true; ///< Else its durations are left out.
    std::array<std::atomic<qint64>, 600> byStatus{}; ///< Index is the status.
    std::array<std::atomic<qint64>, LatencyBoundsUs.size() + 1> buckets{};
    std::atomic<qint64> sumUs = 0;
    std::atomic<qint64> count = 0;
    std::atomic<qint64> bytes = 0;
};

/// A figure read when somebody asks: `name`, help, whether it only grows, and where it comes from.
struct Gauge {
    QByteArray name;
    QByteArray help;
    bool counter = false;
    std::function<double()> value;
};

/// A figure with labels: several values of one name.
struct GaugeFamily {
    struct Value {
        QList<std::pair<QByteArray, QByteArray>> labels; ///< Name and value.
        double value = 0;
    };
    QByteArray name;
    QByteArray help;
    bool counter = false;
    std::function<QList<Value>()> values;
};

/// Counts requests by route and status with their latency, and renders everything in the Prometheus text
/// format. Recording is lock-free; registration happens before the first request.
class Metrics
{
public:
    Metrics();

    /// Registers a route; the reference stays valid.
    RouteFigures &route(const QByteArray &method, const QByteArray &pattern);
    /// What did not match a route, or was refused by the guard.
    [[nodiscard]] RouteFigures &unmatched() { return m_routes.front(); }
    void gauge(Gauge gauge);
    void gauge(GaugeFamily family) { m_gauges.append(std::move(family)); }

    static void record(RouteFigures &route, int status, qint64 bytes, qint64 durationUs);

    using Buckets = std::array<qint64, LatencyBoundsUs.size() + 1>;
    /// Of all routes together, since the start.
    struct Totals {
        qint64 successful = 0;
        qint64 clientErrors = 0; ///< 4xx
        qint64 serverErrors = 0; ///< 5xx
        Buckets buckets{};
    };
    [[nodiscard]] Totals totals() const;
    /// Latency below which @p share (0..1) of what is counted in @p buckets stayed, in milliseconds; nothing
    /// when nothing is.
    [[nodiscard]] static std::optional<double> percentileMs(const Buckets &buckets, double share);
    /// Latency below which @p share (0..1) of all requests stayed, in milliseconds, from the buckets.
    [[nodiscard]] double latencyMs(double share) const;
    [[nodiscard]] QByteArray prometheusText() const;

private:
    std::deque<RouteFigures> m_routes;
    QList<GaugeFamily> m_gauges;
};

} // namespace digidig::rest
