// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service.h"

#include "app/commands.h"
#include "app/figures.h"
#include "app/logging.h"
#include "app/policies.h"
#include "app/proxies.h"
#include "app/secrets.h"
#include "app/storage.h"
#include "core/clock.h"
#include "core/handoff.h"
#include "core/logbuffer.h"
#include "rest/jobkinds.h"
#include "rest/transferfiles.h"
#include "store/backups.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QLoggingCategory>

#include <algorithm>

#include <climits>
#include <unistd.h>

namespace digidig::app {

namespace {

Q_LOGGING_CATEGORY(log, "digidig.app")

namespace keys = config::keys;

/// How soon a renewed certificate is noticed.
constexpr int TlsEveryMs = 2'000;
/// How late a change of Identity's domains is noticed.
constexpr int DomainsEveryMs = 300'000;
constexpr qint64 MsPerDay = 86'400'000;

} // namespace

const QStringList Service::SocketNames{
    QStringLiteral("rest"), QStringLiteral("imap"), QStringLiteral("imaps"), QStringLiteral("lmtp")};

Service::Service(config::Config &config, rest::Language &language, std::unique_ptr<store::Store> store,
    std::unique_ptr<store::RecordStore> records, InheritedSockets sockets)
    : m_config(config)
    , m_language(language)
    , m_sockets(std::move(sockets))
    , m_store(std::move(store))
    , m_records(std::move(records))
    , m_certificate(config)
    , m_tokens(*m_records)
    , m_audit(*m_records)
    , m_configTrial(config, *m_records)
    , m_identity(makeIdentity(config))
    , m_gate(std::make_unique<auth::Gate>(adminToken(config), &m_tokens, m_identity.get()))
    , m_jobs(*m_records)
{
    m_workers.setObjectName(QStringLiteral("workers"));
    m_delivery = std::make_unique<mail::Delivery>(*m_store, [this] { return deliveryPolicy(); });
    m_dropFolder = std::make_unique<mail::DropFolder>(
        *m_delivery, [this] { return m_config.get(keys::fetchMaildir); });
    m_webhooks = std::make_unique<rest::Webhooks>(*m_records, m_events, m_store->eventLog());
    m_context = std::make_unique<rest::Context>(
        rest::Context{m_config, m_configTrial, *m_store, *m_store, *m_records, *m_delivery, *m_dropFolder,
            m_connections, m_state, m_metrics, m_health, m_answers, m_events, Logging::recent(),
            m_history, *m_webhooks, m_jobs,
            [this] {
                return std::make_unique<store::Backups>(
                    m_config.get(keys::stateDir), backupDirectory(m_config));
            },
            m_workers, m_tokens, m_throttle, m_identity.get(), m_audit,
            [this] { return rest::ImapPorts{m_imap->ports().imap, m_imap->ports().imaps}; }});
    m_tokenKeeper = std::make_unique<TokenKeeper>(*m_context);
    m_imap = std::make_unique<ImapHost>(ImapHost::Parts{m_config, *m_store, *m_store, *m_store,
        *m_store, m_throttle, m_identity.get(), [this] { return deliveryPolicy(); }, m_workers,
        m_connections, [this](const imap::SessionEvent &event) { tellSession(event); }, &m_tokens,
        scramSecret(*m_records), &m_sockets});
    addFigures(m_metrics, *m_imap);
    m_lmtp = std::make_unique<LmtpHost>(LmtpHost::Parts{m_config, *m_store, *m_delivery,
        [this] { return deliveryPolicy(); }, m_workers, m_connections, &m_sockets});
    addFigures(m_metrics, *m_lmtp);
    m_healthWatch = std::make_unique<HealthWatch>(
        HealthWatch::Parts{*m_context, *m_imap, *m_lmtp, *m_tokenKeeper});
    m_upkeep = std::make_unique<Upkeep>(Upkeep::Parts{*m_context, *m_store, m_keptBans});
    m_store->setObserver([this](const mail::Changes &changes) { tellChanges(changes); });
    rest::addJobKinds(*m_context);
    m_jobs.setObserver([this](const jobs::Job &job) {
        m_events.publish(rest::EventKind::Stats, rest::jobEvent(job));
        if (job.isFinished())
            core::post(&m_workers, [this, job] { rest::settleTransfer(*m_context, job); });
    });
    if (m_identity)
        m_identity->setObserver([this] { m_healthWatch->noteIdentity(); });
    const rest::Router::Parts router{*m_gate, m_language, m_state, m_metrics, m_workers, {},
        &m_throttle, &m_audit};
    Logging::recent().setListener(
        [this](const core::LogRecordPtr &record) { m_events.publish(record); });
    m_sampler = std::make_unique<Sampler>(*m_context);
    net::HttpGuard::Setup guard;
    guard.registry = &m_connections;
    guard.pool = &m_workers;
    guard.spoolDirectory = m_config.get(keys::stateDir);
    guard.socketFactory = m_certificate.socketFactory();
    m_http = std::make_unique<HttpHost>(HttpHost::Parts{router, *m_context, guard});

    connect(&m_config, &config::Config::changed, this, &Service::applyConfig);
    connect(&m_config, &config::Config::configured, this, &Service::tellConfigured);
    connect(&m_tlsTimer, &QTimer::timeout, this, &Service::watchTls);
    connect(&m_domainTimer, &QTimer::timeout, this, [this] { m_identity->refreshDomains(); });
}

Service::~Service()
{
    // Where start() failed, stop() has not waited for what looks at members that end before the workers.
    m_workers.waitForDone();
    Logging::recent().setListener({});
    m_store->setContents(nullptr);
    // The store outlives what it reports to.
    m_store->setObserver({});
}

core::Result<void> Service::start()
{
    if (const auto loaded = m_configTrial.load(); !loaded)
        return loaded;
    if (const auto reverted = m_configTrial.revertIfDue(core::nowMs()); !reverted)
        return reverted;
    if (const auto loaded = m_certificate.load(); !loaded)
        return loaded;
    // Before anything writes mail that they are to be told of.
    if (const auto webhooks = m_webhooks->start(); !webhooks)
        return webhooks.error();
    if (const auto mirrored = startMirror(); !mirrored)
        return mirrored;
    applyConfig();
    if (const auto loaded = m_tokenKeeper->load(); !loaded)
        return loaded;
    if (const auto loaded = m_keptBans.load(); !loaded)
        return loaded;
    if (m_identity)
        m_identity->start();
    m_healthWatch->check();
    if (const auto jobs = m_jobs.start(); !jobs)
        return jobs.error();
    m_upkeep->sweepAll();
    const auto port = startHttp();
    if (!port)
        return port.error();
    m_restPort = *port;
    if (const auto imap = m_imap->start(); !imap)
        return imap;
    m_healthWatch->checkImap();
    if (const auto lmtp = m_lmtp->start(); !lmtp)
        return lmtp;
    m_healthWatch->checkLmtp();
    m_healthWatch->start();
    m_upkeep->start();
    m_tlsTimer.start(TlsEveryMs);
    m_tokenKeeper->start();
    if (m_mirror)
        m_mirror->start();
    if (m_identity)
        m_domainTimer.start(DomainsEveryMs);
    m_sampler->start();
    qCInfo(log, "REST API (%s) on %s port %d, state in %s", m_certificate.isOn() ? "HTTPS" : "HTTP",
        qPrintable(m_config.get(keys::hostname)), m_restPort,
        qPrintable(m_config.get(keys::stateDir)));
    return {};
}

core::Result<quint16> Service::startHttp()
{
    const QString name = QStringLiteral("rest");
    const int given = m_sockets.take(name);
    if (given < 0)
        return m_http->start(m_config.get(keys::hostname), quint16(m_config.get(keys::port)));
    if (m_sockets.has(name)) {
        ::close(given);
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate("app", "only one socket named %1 can be inherited").arg(name), {},
            "wrong_configuration"};
    }
    return m_http->start(given);
}

QString Service::status() const
{
    const mail::StoreFigures figures = m_store->figures();
    const auto counted = [](const char *text, qint64 count) {
        return QCoreApplication::translate("app", text, nullptr, int(std::min<qint64>(count, INT_MAX)));
    };
    QStringList parts{
        counted(QT_TRANSLATE_N_NOOP("app", "%n IMAP session(s)"), m_connections.count(net::Protocol::Imap)),
        counted(QT_TRANSLATE_N_NOOP("app", "%n message(s)"), figures.messages),
        counted(QT_TRANSLATE_N_NOOP("app", "%n account(s)"), figures.accounts)};
    if (!m_health.allWell())
        parts += QCoreApplication::translate("app", "failed");
    else if (m_health.isDegraded())
        parts += QCoreApplication::translate("app", "degraded");
    return parts.join(QStringLiteral(", "));
}

QJsonObject Service::ports() const
{
    const QJsonValue off(QJsonValue::Null);
    const auto value = [&off](const std::optional<quint16> &port) {
        return port ? QJsonValue(*port) : off;
    };
    return {{QStringLiteral("rest"), m_restPort},
        {QStringLiteral("imap"), value(m_imap->ports().imap)},
        {QStringLiteral("imaps"), value(m_imap->ports().imaps)}, {QStringLiteral("lmtp"), m_lmtp->where()}};
}

mail::DeliveryPolicy Service::deliveryPolicy() const
{
    return app::deliveryPolicy(m_config, m_identity.get(), m_mirror != nullptr);
}

void Service::applyConfig()
{
    Logging::setLevel(m_config.get(keys::logLevel));
    Logging::setFormat(m_config.get(keys::logFormat));
    m_language.setDefault(m_config.get(keys::language));
    m_workers.setMaxThreadCount(int(m_config.get(keys::maxWorkers)));
    m_store->setFolders({m_config.get(keys::defaultFolderParent)});
    m_store->setReadTimeout(m_config.get(keys::timeout) * 1000);
    m_store->setReaders(int(m_config.get(keys::maxWorkers)));
    m_store->setWriteQueue(m_config.get(keys::writeQueue));
    m_answers.setBytes(m_config.get(keys::cacheBytes));
    m_certificate.applyConfig();
    m_throttle.setPolicy({int(m_config.get(keys::authFailures)), m_config.get(keys::authBan) * 1000,
        m_config.get(keys::authBanMax) * 1000, int(m_config.get(keys::authNetworkFailures)),
        m_config.get(keys::authDelay) * 1000});
    m_audit.setPolicy({m_config.get(keys::auditDays), m_config.get(keys::auditEntries)});
    m_jobs.setLimits({int(m_config.get(keys::jobWorkers)), m_config.get(keys::jobQueue),
        m_config.get(keys::jobsKept), m_config.get(keys::jobDays) * MsPerDay});
    Logging::recent().setBytes(m_config.get(keys::logBufferBytes));
    m_events.setCapacity(m_config.get(keys::eventBuffer));
    if (m_identity) {
        m_identity->setPolicy({m_config.get(keys::identityCacheSeconds) * 1000,
            m_config.get(keys::timeout) * 1000, m_config.get(keys::localDomains)});
    }
    m_imap->applyConfig();
    m_lmtp->applyConfig();
    m_http->setPolicy(routerPolicy(m_config));
    m_http->setLimits(httpLimits(m_config));
    m_http->setProxies(proxyRule(m_config, QStringLiteral("rest")));
    if (m_mirror)
        applyTo(*m_mirror, m_config);
}

core::Result<void> Service::startMirror()
{
    auto mirror = makeMirror(m_config,
        {.mail = *m_store,
            .accounts = *m_store,
            .copies = m_store->remote(),
            .policy = [this] { return deliveryPolicy(); },
            .schedule = {},
            .onChange = [this] { m_healthWatch->noteStorage(); }});
    if (!mirror) {
        core::Error error = mirror.error();
        error.slug = "wrong_configuration";
        return error;
    }
    m_mirror = *std::move(mirror);
    if (!m_mirror)
        return {};
    m_context->storage = m_mirror.get();
    m_store->setContents(m_mirror.get());
    return {};
}

void Service::tellChanges(const mail::Changes &changes)
{
    m_answers.forget(changes);
    m_imap->note(changes);
    m_events.publish(changes);
    m_state.deliveries += std::count_if(changes.events.begin(), changes.events.end(), [](const auto &event) {
        return event.what == mail::MailEvent::What::Delivered;
    });
    m_tokenKeeper->note(changes);
    if (m_mirror)
        m_mirror->poke();
}

void Service::tellSession(const imap::SessionEvent &event)
{
    using What = imap::SessionEvent::What;
    const QString type = event.what == What::Opened ? QStringLiteral("opened")
        : event.what == What::LoggedIn              ? QStringLiteral("logged_in")
                                                    : QStringLiteral("closed");
    m_events.publish(rest::EventKind::Session,
        {{QStringLiteral("type"), type}, {QStringLiteral("protocol"), QStringLiteral("imap")},
            {QStringLiteral("id"), QString::number(event.connection)},
            {QStringLiteral("peer"), event.peer}, {QStringLiteral("user"), event.user}});
}

void Service::tellConfigured(const QStringList &keys)
{
    m_events.publish(rest::EventKind::Config,
        {{QStringLiteral("type"), QStringLiteral("changed")},
            {QStringLiteral("keys"), QJsonArray::fromStringList(keys)},
            {QStringLiteral("version"), m_config.version()}});
}

void Service::watchTls()
{
    m_imap->watchTls();
    m_lmtp->watchTls();
    m_certificate.watch();
}

void Service::reload()
{
    QStringList warnings;
    const auto outcome = m_config.reload(&warnings);
    for (const QString &warning : warnings)
        qCWarning(log, "%s", qPrintable(warning));
    if (!outcome)
        qCCritical(log, "reload: %s; the old configuration stays", qPrintable(outcome.error().message));
    else
        qCInfo(log, "reload: configuration read again, %d values changed", int(outcome->diff.size()));
    m_certificate.reload();
    m_imap->reloadTls();
    m_lmtp->reloadTls();
}

void Service::stop()
{
    qCInfo(log, "stopping");
    m_healthWatch->stop();
    m_upkeep->stop();
    m_tokenKeeper->stop();
    m_tlsTimer.stop();
    m_domainTimer.stop();
    m_sampler->stop();
    m_events.close();
    const qint64 deadline = core::monotonicMs() + m_config.get(keys::shutdownTimeout) * 1000;
    m_jobs.stop(0); // They end while requests do.
    if (m_mirror)
        m_mirror->stop();
    m_imap->stop(m_config.get(keys::shutdownTimeout) * 1000);
    m_lmtp->stop(std::max<qint64>(100, deadline - core::monotonicMs()));
    m_http->drain(std::max<qint64>(100, deadline - core::monotonicMs()));
    m_jobs.stop(std::max<qint64>(0, deadline - core::monotonicMs()));
    m_workers.waitForDone(int(std::max<qint64>(100, deadline - core::monotonicMs())));
    m_sampler->save();
    m_store->flush();
    m_webhooks->stop();
    m_tokenKeeper->saveUses();
    m_upkeep->save();
    qCInfo(log, "stopped");
}

} // namespace digidig::app
