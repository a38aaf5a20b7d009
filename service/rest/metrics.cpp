// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <limits>
#include <numeric>

namespace digidig::rest {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(const char *name, const char *help, MetricType type)
{
    MetricFamily result;
    result.name = name;
    result.help = help;
    result.type = type;
    return result;
}

std::vector<ClientMetric::Label> labels(const RouteFigures &route)
{
    return {{"method", route.method.toStdString()}, {"route", route.pattern.toStdString()}};
}

ClientMetric::Histogram histogram(const RouteFigures &route)
{
    ClientMetric::Histogram result;
    quint64 cumulative = 0;
    for (size_t i = 0; i < route.buckets.size(); ++i) {
        cumulative += quint64(route.buckets[i].load());
        result.bucket.push_back({cumulative,
            i < LatencyBoundsUs.size() ? double(LatencyBoundsUs[i]) / 1e6
                                       : std::numeric_limits<double>::infinity()});
    }
    result.sample_count = cumulative;
    result.sample_sum = double(route.sumUs.load()) / 1e6;
    return result;
}

} // namespace

Metrics::Metrics()
{
    route("-", "unmatched");
}

RouteFigures &Metrics::route(const QByteArray &method, const QByteArray &pattern)
{
    RouteFigures &figures = m_routes.emplace_back();
    figures.method = method;
    figures.pattern = pattern;
    return figures;
}

void Metrics::record(RouteFigures &route, int status, qint64 bytes, qint64 durationUs)
{
    if (status >= 0 && status < int(route.byStatus.size()))
        route.byStatus[size_t(status)].fetch_add(1, std::memory_order_relaxed);
    route.count.fetch_add(1, std::memory_order_relaxed);
    route.bytes.fetch_add(bytes, std::memory_order_relaxed);
    if (!route.timed)
        return;
    const auto bucket = std::lower_bound(LatencyBoundsUs.begin(), LatencyBoundsUs.end(), durationUs)
        - LatencyBoundsUs.begin();
    route.buckets[size_t(bucket)].fetch_add(1, std::memory_order_relaxed);
    route.sumUs.fetch_add(durationUs, std::memory_order_relaxed);
}

Metrics::Totals Metrics::totals() const
{
    Totals totals;
    for (const RouteFigures &route : m_routes) {
        for (size_t i = 0; i < totals.buckets.size(); ++i)
            totals.buckets[i] += route.buckets[i].load(std::memory_order_relaxed);
        for (size_t status = 0; status < route.byStatus.size(); ++status) {
            const qint64 n = route.byStatus[status].load(std::memory_order_relaxed);
            (status < 400 ? totals.successful : status < 500 ? totals.clientErrors : totals.serverErrors) += n;
        }
    }
    return totals;
}

std::optional<double> Metrics::percentileMs(const Buckets &buckets, double share)
{
    const qint64 total = std::accumulate(buckets.begin(), buckets.end(), qint64(0));
    if (total <= 0)
        return std::nullopt;
    const double wanted = share * double(total);
    double below = 0;
    for (size_t i = 0; i < LatencyBoundsUs.size(); ++i) {
        if (below + double(buckets[i]) >= wanted && buckets[i] > 0) {
            const double low = i == 0 ? 0 : double(LatencyBoundsUs[i - 1]);
            const double high = double(LatencyBoundsUs[i]);
            return (low + (high - low) * (wanted - below) / double(buckets[i])) / 1000.0;
        }
        below += double(buckets[i]);
    }
    return double(LatencyBoundsUs.back()) / 1000.0;
}

double Metrics::latencyMs(double share) const
{
    return percentileMs(totals().buckets, share).value_or(0);
}

void Metrics::gauge(Gauge gauge)
{
    m_gauges.append({gauge.name, gauge.help, gauge.counter,
        [value = std::move(gauge.value)] { return QList<GaugeFamily::Value>{{{}, value()}}; }});
}

QByteArray Metrics::prometheusText() const
{
    std::vector<MetricFamily> families;
    auto requests = family("digidig_imap_http_requests_total",
        "HTTP requests answered, by method, route and code.", MetricType::Counter);
    auto bytes = family("digidig_imap_http_response_bytes_total", "Content bytes sent, by route.",
        MetricType::Counter);
    auto latency = family("digidig_imap_http_request_duration_seconds",
        "From the end of the request's head to the end of its answer.", MetricType::Histogram);
    for (const RouteFigures &route : m_routes) {
        if (route.count.load() == 0)
            continue;
        for (size_t status = 0; status < route.byStatus.size(); ++status) {
            if (const qint64 n = route.byStatus[status].load(); n > 0) {
                ClientMetric metric;
                metric.label = labels(route);
                metric.label.push_back({"code", std::to_string(status)});
                metric.counter.value = double(n);
                requests.metric.push_back(std::move(metric));
            }
        }
        ClientMetric sent;
        sent.label = labels(route);
        sent.counter.value = double(route.bytes.load());
        bytes.metric.push_back(std::move(sent));
        if (!route.timed)
            continue;
        ClientMetric took;
        took.label = labels(route);
        took.histogram = histogram(route);
        latency.metric.push_back(std::move(took));
    }
    families.push_back(std::move(requests));
    families.push_back(std::move(bytes));
    families.push_back(std::move(latency));
    for (const GaugeFamily &gauge : m_gauges) {
        auto one = family(gauge.name.constData(), gauge.help.constData(),
            gauge.counter ? MetricType::Counter : MetricType::Gauge);
        for (const GaugeFamily::Value &value : gauge.values()) {
            ClientMetric metric;
            for (const auto &[name, text] : value.labels)
                metric.label.push_back({name.toStdString(), text.toStdString()});
            (gauge.counter ? metric.counter.value : metric.gauge.value) = value.value;
            one.metric.push_back(std::move(metric));
        }
        families.push_back(std::move(one));
    }
    return QByteArray::fromStdString(prometheus::TextSerializer().Serialize(families));
}

} // namespace digidig::rest
