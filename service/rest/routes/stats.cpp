// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/stats.h"
#include "core/clock.h"
#include "rest/answercache.h"
#include "rest/history.h"
#include "rest/fetching.h"
#include "rest/identityfacts.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QThreadPool>

namespace digidig::rest {

namespace {

QJsonObject storeFigures(const mail::StoreFigures &figures)
{
    return {
        {QStringLiteral("accounts"), figures.accounts},
        {QStringLiteral("messages"), figures.messages},
        {QStringLiteral("contents"), figures.contents},
        {QStringLiteral("bytes"), figures.storedBytes},
        {QStringLiteral("queued_writes"), figures.queuedWrites},
        {QStringLiteral("commits"), figures.commits},
        {QStringLiteral("committed_writes"), figures.committedWrites},
        {QStringLiteral("unindexed"), figures.unindexed},
    };
}

} // namespace

void addStatsRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/stats",
        .access = Access::Read,
        .handler = Quick([&context](const Call &call) -> Outcome {
            api::Stats stats;
            const ServiceState &state = context.state;
            stats.emailsFetched = fetchedInAll(context);
            stats.activeConnections = context.connections.count();
            stats.activeSessions = context.connections.count(net::Protocol::Imap);
            stats.startTime = double(state.startedMs) / 1000.0;
            stats.uptimeSeconds = state.uptimeSeconds();
            stats.requestsTotal = state.requestsTotal;
            stats.requestsSuccessful = state.requestsSuccessful;
            stats.requestsFailed = state.requestsFailed;
            stats.lastRequestTime = double(state.lastRequestMs) / 1000.0;
            stats.maxConnections = context.config.get(config::keys::maxConnections);
            stats.maxWorkers = context.config.get(config::keys::maxWorkers);
            stats.busyWorkers = context.workers.activeThreadCount();
            stats.store = storeFigures(context.mail.figures());
            stats.latencyMs = {{QStringLiteral("p50"), context.metrics.latencyMs(0.5)},
                {QStringLiteral("p95"), context.metrics.latencyMs(0.95)},
                {QStringLiteral("p99"), context.metrics.latencyMs(0.99)}};
            stats.cache = {{QStringLiteral("hits"), context.answers.hits()},
                {QStringLiteral("misses"), context.answers.misses()},
                {QStringLiteral("bytes"), context.answers.bytes()}};
            QJsonObject answer = stats.toJson();
            if (context.storage)
                answer.insert(QStringLiteral("storage"), storageFacts(context.storage->state()));
            if (context.identity)
                answer.insert(QStringLiteral("identity"), identityFacts(*context.identity));
            if (const QString range = call.text(u"history"); !range.isEmpty()) {
                auto history = context.history.series(range, core::nowMs());
                if (!history) {
                    return invalidField(QStringLiteral("history"),
                        QCoreApplication::translate("rest", "must be 5m, 1h, 24h or 7d"));
                }
                answer.insert(QStringLiteral("history"), *std::move(history));
            }
            return jsonAnswer(answer);
        }),
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
