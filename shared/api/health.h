// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <optional>

namespace digidig::api {

/// `/api/health`: the specification's three fields, and what only readers may see.
struct Health {
    bool healthy = true;
    double uptimeSeconds = 0;
    int activeConnections = 0;
    struct Details {
        bool enabled = true;
        int activeConnections = 0;
        int activeSessions = 0;
        QJsonObject components; ///< Name → `{"status":"ok"|"failed"|"off", …}`.
    };
    std::optional<Details> details; ///< Nothing for strangers, who get the status alone.

    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace digidig::api
