// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/health.h"
#include "core/clock.h"
#include "rest/healthboard.h"
#include "rest/routes.h"

namespace digidig::rest {

namespace {

bool isStranger(const Call &call)
{
    return call.principal.role != auth::Role::Admin && call.principal.role != auth::Role::Reader;
}

api::Health health(const Call &call, const Context &context)
{
    api::Health result;
    const bool enabled = context.config.get(config::keys::enabled);
    result.healthy = enabled && context.health.allWell();
    result.degraded = context.health.isDegraded();
    if (isStranger(call))
        return result;
    result.uptimeSeconds = context.state.uptimeSeconds();
    result.activeConnections = context.connections.count();
    result.details = api::Health::Details{enabled, result.activeConnections,
        context.connections.count(net::Protocol::Imap), context.health.components()};
    return result;
}

/// Writing the answer costs more than knowing it, and probes come often: the same bytes serve for as long as
/// nothing but the clock has changed, and that for 50 ms at most.
class Written
{
public:
    [[nodiscard]] const QByteArray &bytes(const Call &call, const Context &context)
    {
        const State now{isStranger(call), context.config.get(config::keys::enabled),
            context.connections.count(), context.health.version()};
        const qint64 ms = core::monotonicMs();
        if (now != m_state || ms - m_atMs > FreshMs) {
            m_bytes = QJsonDocument(health(call, context).toJson()).toJson(QJsonDocument::Compact);
            m_state = now;
            m_atMs = ms;
        }
        return m_bytes;
    }

private:
    static constexpr qint64 FreshMs = 50;
    struct State {
        bool stranger = false;
        bool enabled = false;
        int connections = -1;
        quint64 health = 0;
        bool operator==(const State &) const = default;
    };
    State m_state;
    qint64 m_atMs = 0;
    QByteArray m_bytes;
};

} // namespace

void addHealthRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/health",
        .access = Access::Open,
        .handler = Quick([&context, written = std::make_shared<Written>()](const Call &call) -> Outcome {
            return textAnswer(written->bytes(call, context), "application/json");
        }),
        .whenDisabled = WhenDisabled::Served});

    // For probes that look at the status code only: alive is whoever answers, ready is whoever can serve.
    router.add({.method = net::Method::Get,
        .pattern = "/api/health/live",
        .access = Access::Open,
        .handler = Quick([](const Call &) -> Outcome {
            return jsonAnswer({{QStringLiteral("status"), QStringLiteral("alive")}});
        }),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Get,
        .pattern = "/api/health/ready",
        .access = Access::Open,
        .handler = Quick([&context](const Call &call) -> Outcome {
            const api::Health state = health(call, context);
            return jsonAnswer(state.toJson(), state.healthy ? 200 : 503);
        }),
        .whenDisabled = WhenDisabled::Served,
        .alsoAt = {"/health"}});
}

} // namespace digidig::rest
