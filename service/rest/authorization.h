// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/routetable.h"

#include <QtCore/QHash>

#include <sys/types.h>

namespace digidig::auth {
class Throttle;
}

namespace digidig::rest {

/// Whether a request may come in.
struct Admission {
    std::optional<auth::Principal> who; ///< Nothing when that was not asked, or is not proven.
    std::optional<core::Error> objection; ///< Nothing: come in.
    qint64 retryAfterMs = 0;
};

/// Finds out who sends a request, and whether he may have what he asks for. Lives on the HTTP
/// thread.
class Authorization {
public:
    /// @p throttle: null: wrong credentials are not counted. Both outlive this.
    Authorization(const auth::Gate &gate, auth::Throttle *throttle);

    /// Asks Identity whose token comes with a request of one of @p table; true when it goes on with
    /// @p goOn, later, as net::RequestHooks::prepare says.
    [[nodiscard]] bool prepare(
        net::Request &request, const RouteTable &table, std::function<void()> goOn) const;
    [[nodiscard]] Admission admit(const net::Request &request, const RouteTable::Match &match,
        const RequestPolicy &policy) const;
    /// How long prepare() made @p request wait.
    [[nodiscard]] static qint64 waitedMs(const net::Request &request);

private:
    struct Asked;

    [[nodiscard]] core::Result<auth::Principal> identify(
        const net::Request &request, const auth::GatePolicy &policy) const;

    const auth::Gate &m_gate;
    auth::Throttle *const m_throttle;
    mutable QHash<quint64, std::optional<uid_t>> m_peerOwners; ///< By connection.
};

} // namespace digidig::rest
