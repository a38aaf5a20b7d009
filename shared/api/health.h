// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <optional>

namespace digidig::api {

/// `/api/health`: the specification's three fields, and what only readers may see.
struct Health {
    bool healthy = true;
    bool degraded = false; ///< Healthy, but something it can do without for now fails.
    double uptimeSeconds = 0;
    int activeConnections = 0;
    struct Details {
        bool enabled = true;
        int activeConnections = 0;
        int activeSessions = 0;
        QJsonObject components; ///< Name → `{"status":"ok"|"degraded"|"failed"|"off", …}`.
    };
    std::optional<Details> details; ///< Nothing for strangers, who get the status alone.

    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace digidig::api
