// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/stats.h"

namespace digidig::api {

QJsonObject Stats::toJson() const
{
    const QJsonObject custom{
        {QStringLiteral("active_connections"), activeConnections},
        {QStringLiteral("active_sessions"), activeSessions},
        {QStringLiteral("max_connections"), maxConnections},
        {QStringLiteral("max_workers"), maxWorkers},
        {QStringLiteral("busy_workers"), busyWorkers},
    };
    return {
        {QStringLiteral("service_name"), QStringLiteral("imap")},
        {QStringLiteral("emails_fetched"), emailsFetched},
        {QStringLiteral("active_connections"), activeConnections},
        {QStringLiteral("active_sessions"), activeSessions},
        {QStringLiteral("start_time"), startTime},
        {QStringLiteral("uptime_seconds"), uptimeSeconds},
        {QStringLiteral("requests_total"), requestsTotal},
        {QStringLiteral("requests_successful"), requestsSuccessful},
        {QStringLiteral("requests_failed"), requestsFailed},
        {QStringLiteral("last_request_time"), lastRequestTime},
        {QStringLiteral("custom_stats"), custom},
        {QStringLiteral("store"), store},
        {QStringLiteral("cache"), cache},
        {QStringLiteral("latency_ms"), latencyMs},
    };
}

} // namespace digidig::api
