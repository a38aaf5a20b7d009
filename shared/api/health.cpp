// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/health.h"

#include "core/clock.h"

namespace digidig::api {

QJsonObject Health::toJson() const
{
    QJsonObject object{{QStringLiteral("status"),
        !healthy     ? QStringLiteral("unhealthy")
            : degraded ? QStringLiteral("degraded")
                       : QStringLiteral("healthy")}};
    if (!details)
        return object;
    QJsonObject more{
        {QStringLiteral("enabled"), details->enabled},
        {QStringLiteral("active_connections"), details->activeConnections},
        {QStringLiteral("active_sessions"), details->activeSessions},
    };
    for (auto it = details->components.begin(); it != details->components.end(); ++it)
        more.insert(it.key(), it.value());
    object.insert(QStringLiteral("uptime_seconds"), uptimeSeconds);
    object.insert(QStringLiteral("active_connections"), activeConnections);
    object.insert(QStringLiteral("service_name"), QStringLiteral("imap"));
    object.insert(QStringLiteral("timestamp"), core::rfc3339(core::nowMs()));
    object.insert(QStringLiteral("details"), more);
    return object;
}

} // namespace digidig::api
