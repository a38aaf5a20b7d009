// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/logbuffer.h"
#include "jobs/jobs.h"
#include "rest/answercache.h"
#include "rest/eventhub.h"
#include "rest/history.h"
#include "rest/routes.h"

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
    metrics.gauge({"digidig_imap_disk_free_bytes", "Free space of the file system that holds the mail.", false,
        [&context] { return context.history.diskFreeBytes(); }});
    metrics.gauge(GaugeFamily{"digidig_imap_jobs", "Jobs kept, by state.", false,
        [&context] { return jobsByState(context); }});
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
