// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/answercache.h"
#include "rest/routes.h"

#include <QtCore/QThreadPool>

namespace digidig::rest {

namespace {

void addGauges(Context &context)
{
    Metrics &metrics = context.metrics;
    const auto store = [&context](auto member) {
        return [&context, member] { return double(context.mail.figures().*member); };
    };
    metrics.gauge({"digidig_imap_uptime_seconds", "Seconds since the start.", false,
        [&context] { return context.state.uptimeSeconds(); }});
    metrics.gauge({"digidig_imap_requests_total", "HTTP requests answered.", true,
        [&context] { return double(context.state.requestsTotal); }});
    metrics.gauge({"digidig_imap_requests_failed_total", "Answers with status 400 or more.", true,
        [&context] { return double(context.state.requestsFailed); }});
    metrics.gauge({"digidig_imap_http_connections", "Open HTTP connections.", false,
        [&context] { return double(context.connections.count(net::Protocol::Http)); }});
    metrics.gauge({"digidig_imap_imap_connections", "Open IMAP connections.", false,
        [&context] { return double(context.connections.count(net::Protocol::Imap)); }});
    metrics.gauge({"digidig_imap_max_connections", "Connections allowed for each protocol.", false,
        [&context] { return double(context.config.get(config::keys::maxConnections)); }});
    metrics.gauge({"digidig_imap_workers_busy", "Worker threads at work.", false,
        [&context] { return double(context.workers.activeThreadCount()); }});
    metrics.gauge({"digidig_imap_workers_max", "Worker threads allowed.", false,
        [&context] { return double(context.workers.maxThreadCount()); }});
    metrics.gauge({"digidig_imap_emails_fetched_total", "Messages newly stored by /fetch.", true,
        [&context] { return double(context.dropFolder.storedInAll()); }});
    metrics.gauge({"digidig_imap_store_accounts", "Accounts.", false, store(&mail::StoreFigures::accounts)});
    metrics.gauge({"digidig_imap_store_messages", "Messages in all mailboxes.", false,
        store(&mail::StoreFigures::messages)});
    metrics.gauge({"digidig_imap_store_contents", "Distinct contents stored.", false,
        store(&mail::StoreFigures::contents)});
    metrics.gauge({"digidig_imap_store_bytes", "Size of the database files.", false,
        store(&mail::StoreFigures::storedBytes)});
    metrics.gauge({"digidig_imap_store_queued_writes", "Writes waiting for the disk.", false,
        store(&mail::StoreFigures::queuedWrites)});
    metrics.gauge({"digidig_imap_store_commits_total", "Transactions committed, one fsync each.", true,
        store(&mail::StoreFigures::commits)});
    metrics.gauge({"digidig_imap_store_committed_writes_total", "Writes made durable.", true,
        store(&mail::StoreFigures::committedWrites)});
    metrics.gauge({"digidig_imap_cache_hits_total", "E-mails answered from memory.", true,
        [&context] { return double(context.answers.hits()); }});
    metrics.gauge({"digidig_imap_cache_misses_total", "E-mails read from the store.", true,
        [&context] { return double(context.answers.misses()); }});
    metrics.gauge({"digidig_imap_cache_bytes", "Memory of the answers kept.", false,
        [&context] { return double(context.answers.bytes()); }});
    metrics.gauge({"digidig_imap_index_lag", "Contents the text index does not cover yet.", false,
        store(&mail::StoreFigures::unindexed)});
}

} // namespace

void addMetricsRoutes(Router &router, Context &context)
{
    addGauges(context);
    router.add({.method = net::Method::Get,
        .pattern = "/metrics",
        .access = Access::Metrics,
        .handler = Quick([&context](const Call &) -> Outcome {
            return textAnswer(context.metrics.prometheusText(), "text/plain; version=0.0.4; charset=utf-8");
        }),
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
