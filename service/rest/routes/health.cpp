// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/health.h"
#include "rest/healthboard.h"
#include "rest/routes.h"

namespace digidig::rest {

namespace {

api::Health health(const Call &call, const Context &context)
{
    api::Health result;
    const bool enabled = context.config.get(config::keys::enabled);
    result.healthy = enabled && context.health.allWell();
    if (call.principal.role == auth::Role::Anonymous)
        return result;
    result.uptimeSeconds = context.state.uptimeSeconds();
    result.activeConnections = context.connections.count();
    result.details = api::Health::Details{enabled, result.activeConnections,
        context.connections.count(net::Protocol::Imap), context.health.components()};
    return result;
}

} // namespace

void addHealthRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/health",
        .access = Access::Open,
        .handler = Quick([&context](const Call &call) -> Outcome {
            return jsonAnswer(health(call, context).toJson());
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
