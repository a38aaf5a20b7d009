// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/identity.h"
#include "core/logbuffer.h"
#include "jobs/jobs.h"
#include "rest/answercache.h"
#include "rest/eventhub.h"
#include "rest/history.h"
#include "rest/fetching.h"
#include "rest/routes.h"
#include "rest/webhooks.h"

#include <QtCore/QThreadPool>

#include <map>

namespace digidig::rest {

namespace {

QByteArray protocolName(net::Protocol protocol)
{
    switch (protocol) {
    case net::Protocol::Http:
        return "http";
    case net::Protocol::Imap:
        return "imap";
    case net::Protocol::Lmtp:
        break;
    }
    return "lmtp";
}

QList<GaugeFamily::Value> connectionsByState(Context &context)
{
    std::map<std::pair<QByteArray, QByteArray>, int> counts;
    for (const auto &connection : context.connections.list())
        ++counts[{protocolName(connection->protocol), connection->state.load()}];
    QList<GaugeFamily::Value> values;
    for (const auto &[key, count] : counts)
        values.append({{{"protocol", key.first}, {"state", key.second}}, double(count)});
    return values;
}

QList<GaugeFamily::Value> jobsByState(Context &context)
{
    const auto counts = context.jobs.counts();
    QList<GaugeFamily::Value> values;
    for (const jobs::State state : jobs::AllStates)
        values.append({{{"state", jobs::stateName(state).toLatin1()}}, double(counts[size_t(state)])});
    return values;
}

void addEventGauges(Context &context)
{
    Metrics &metrics = context.metrics;
    const auto events = [&context](auto member) {
        return [&context, member] { return double(context.events.figures().*member); };
    };
    metrics.gauge({"digidig_imap_event_readers", "Readers of /api/events.", false,
        events(&EventHub::Figures::readers)});
    metrics.gauge({"digidig_imap_events_kept", "Events from which readers can go on.", false,
        events(&EventHub::Figures::kept)});
    metrics.gauge({"digidig_imap_events_kept_bytes", "Memory of the events kept, estimated.", false,
        events(&EventHub::Figures::bytes)});
    metrics.gauge({"digidig_imap_events_published_total", "Events since the start.", true,
        events(&EventHub::Figures::published)});
    metrics.gauge({"digidig_imap_event_readers_dropped_total", "Readers that did not keep up.", true,
        events(&EventHub::Figures::dropped)});
    metrics.gauge({"digidig_imap_log_kept_bytes", "Memory of the log lines kept.", false,
        [&context] { return double(context.logs.bytes()); }});
}

void addIdentityGauges(Context &context)
{
    Metrics &metrics = context.metrics;
    const auto identity = [&context](auto member) {
        return [&context, member] { return double(context.identity->figures().*member); };
    };
    const auto state = [&context](auto member) {
        return [&context, member] { return double(context.identity->figures().state.*member); };
    };
    metrics.gauge({"digidig_imap_identity_up", "Whether the Identity service answers.", false,
        state(&auth::IdentityState::reachable)});
    metrics.gauge({"digidig_imap_identity_requests_total", "Requests sent to Identity.", true,
        state(&auth::IdentityState::requests)});
    metrics.gauge({"digidig_imap_identity_failures_total", "Requests that Identity did not answer, or not sensibly.",
        true, state(&auth::IdentityState::failures)});
    metrics.gauge({"digidig_imap_identity_cache_hits_total", "Credentials known without asking Identity.", true,
        identity(&auth::Identity::Figures::cacheHits)});
    metrics.gauge({"digidig_imap_identity_cache_misses_total", "Credentials that Identity was asked for.", true,
        identity(&auth::Identity::Figures::cacheMisses)});
    metrics.gauge({"digidig_imap_identity_outage_hits_total", "Credentials good while Identity did not answer.", true,
        identity(&auth::Identity::Figures::outageHits)});
}

/// Names as every Prometheus client library has them. As of the last sample: a few seconds old.
void addProcessGauges(Context &context)
{
    Metrics &metrics = context.metrics;
    const auto process = [&context](auto member) {
        return [&context, member] { return double(context.history.process().*member); };
    };
    metrics.gauge({"process_resident_memory_bytes", "Resident memory.", false,
        process(&ProcessFigures::residentBytes)});
    metrics.gauge({"process_virtual_memory_bytes", "Virtual memory.", false,
        process(&ProcessFigures::virtualBytes)});
    metrics.gauge({"process_open_fds", "Open file descriptors.", false, process(&ProcessFigures::openFiles)});
    metrics.gauge({"process_max_fds", "File descriptors allowed.", false, process(&ProcessFigures::maxFiles)});
    metrics.gauge({"process_threads", "Threads.", false, process(&ProcessFigures::threads)});
    metrics.gauge({"process_cpu_seconds_total", "Processor time, user and system.", true,
        process(&ProcessFigures::cpuSeconds)});
    metrics.gauge({"process_start_time_seconds", "When the process started, Unix time.", false,
        [&context] { return double(context.state.startedMs) / 1000.0; }});
}

void addStorageGauges(Metrics &metrics, const mail::RemoteStorage &storage)
{
    const auto state = [&storage](auto member) {
        return [&storage, member] { return double(storage.state().*member); };
    };
    const auto outbox = [&storage](auto member) {
        return [&storage, member] { return double(storage.state().outbox.*member); };
    };
    metrics.gauge({"digidig_imap_storage_reachable", "1 while the Storage service answers.", false,
        state(&mail::RemoteState::reachable)});
    metrics.gauge({"digidig_imap_storage_requests_total", "Requests sent to Storage.", true,
        state(&mail::RemoteState::requests)});
    metrics.gauge({"digidig_imap_storage_failures_total", "Requests to Storage that failed.", true,
        state(&mail::RemoteState::failures)});
    metrics.gauge({"digidig_imap_storage_timeouts_total", "Of them, those that took too long.", true,
        state(&mail::RemoteState::timeouts)});
    metrics.gauge({"digidig_imap_storage_in_flight", "Requests that Storage has not answered yet.", false,
        state(&mail::RemoteState::inFlight)});
    metrics.gauge({"digidig_imap_storage_waiting", "Calls that wait for a connection to Storage.", false,
        state(&mail::RemoteState::queued)});
    metrics.gauge({"digidig_imap_storage_pool_size", "Connections to Storage allowed.", false,
        state(&mail::RemoteState::poolSize)});
    metrics.gauge({"digidig_imap_storage_outbox", "Messages of which Storage has not been told all.", false,
        outbox(&mail::RemoteFigures::pending)});
    metrics.gauge({"digidig_imap_storage_refused", "Messages that Storage does not take.", false,
        outbox(&mail::RemoteFigures::refused)});
    metrics.gauge({"digidig_imap_storage_lag_seconds", "How long the oldest of them has waited.", false, [&storage] {
        const qint64 oldest = storage.state().outbox.oldestMs;
        return oldest == 0 ? 0.0 : double(core::nowMs() - oldest) / 1000.0;
    }});
    metrics.gauge({"digidig_imap_storage_cache_bytes", "Bytes kept that Storage could give again.", false,
        outbox(&mail::RemoteFigures::cachedBytes)});
    metrics.gauge({"digidig_imap_storage_shared_cache_hits_total", "Contents found in the shared cache.", true,
        [&storage] { return double(storage.state().sharedCache.hits); }});
    metrics.gauge({"digidig_imap_storage_shared_cache_misses_total", "Contents not found there.", true,
        [&storage] { return double(storage.state().sharedCache.misses); }});
    metrics.gauge({"digidig_imap_storage_fetched_again_total", "Contents that Storage gave again.", true,
        state(&mail::RemoteState::fetched)});
}

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
    metrics.gauge(GaugeFamily{"digidig_imap_connections", "Open connections, by protocol and state.", false,
        [&context] { return connectionsByState(context); }});
    metrics.gauge({"digidig_imap_max_connections", "Connections allowed for each protocol.", false,
        [&context] { return double(context.config.get(config::keys::maxConnections)); }});
    metrics.gauge({"digidig_imap_workers_busy", "Worker threads at work.", false,
        [&context] { return double(context.workers.activeThreadCount()); }});
    metrics.gauge({"digidig_imap_workers_max", "Worker threads allowed.", false,
        [&context] { return double(context.workers.maxThreadCount()); }});
    metrics.gauge({"digidig_imap_workers_waiting", "Requests that wait for a worker.", false,
        [&context] { return double(context.state.waitingWork); }});
    metrics.gauge({"digidig_imap_messages_delivered_total", "Messages stored, by whatever way they came.", true,
        [&context] { return double(context.state.deliveries); }});
    metrics.gauge({"digidig_imap_emails_fetched_total", "Messages newly stored by /fetch.", true,
        [&context] { return double(fetchedInAll(context)); }});
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
    if (context.storage)
        addStorageGauges(metrics, *context.storage);
    metrics.gauge({"digidig_imap_webhooks_pending", "Events that wait to be posted to webhooks.", false,
        [&context] { return double(context.webhooks.pending()); }});
    metrics.gauge({"digidig_imap_disk_free_bytes", "Free space of the file system that holds the mail.", false,
        [&context] { return context.history.diskFreeBytes(); }});
    metrics.gauge(GaugeFamily{"digidig_imap_jobs", "Jobs kept, by state.", false,
        [&context] { return jobsByState(context); }});
    if (context.identity)
        addIdentityGauges(context);
    addEventGauges(context);
    addProcessGauges(context);
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
