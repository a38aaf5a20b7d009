// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>

namespace digidig::api {

/// `/api/stats`: the specification's "Metrics Tracked" and "Service State".
struct Stats {
    qint64 emailsFetched = 0;
    int activeConnections = 0;
    int activeSessions = 0;
    double startTime = 0; ///< Unix seconds.
    double uptimeSeconds = 0;
    qint64 requestsTotal = 0;
    qint64 requestsSuccessful = 0;
    qint64 requestsFailed = 0;
    double lastRequestTime = 0; ///< Unix seconds; 0: none yet.
    qint64 maxConnections = 0;
    qint64 maxWorkers = 0;
    qint64 busyWorkers = 0;
    QJsonObject store;
    QJsonObject cache;
    QJsonObject latencyMs;

    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace digidig::api
