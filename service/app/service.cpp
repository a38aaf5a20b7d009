// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/service.h"

#include "app/commands.h"
#include "app/logging.h"
#include "app/proxies.h"
#include "app/secrets.h"
#include "app/storage.h"
#include "auth/passwords.h"
#include "core/clock.h"
#include "core/handoff.h"
#include "core/logbuffer.h"
#include "store/backups.h"
#include "mail/address.h"
#include "rest/identityfacts.h"
#include "rest/fetching.h"
#include "rest/jobkinds.h"
#include "rest/transferfiles.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QLoggingCategory>

#include <algorithm>

#include <climits>
#include <sys/statvfs.h>
#include <unistd.h>

namespace digidig::app {

namespace {

Q_LOGGING_CATEGORY(log, "digidig.app")

namespace keys = config::keys;

constexpr int HealthEveryMs = 5'000;
constexpr int PurgeEveryMs = 3'600'000;
/// Until then files that no job knows may be of one that is just being asked for.
constexpr qint64 TransferStartMs = 3'600'000;
constexpr int SweepEveryMs = 60'000;
/// How soon a renewed certificate is noticed.
constexpr int TlsEveryMs = 2'000;
/// When tokens were last used may be this old on the disk.
constexpr int TokenUsesEveryMs = 60'000;
/// The longest that a change waits for its entry in the audit log to be on the disk.
constexpr int AuditEveryMs = 1'000;
/// How late a change that nobody confirmed goes back.
constexpr int TrialEveryMs = 250;
/// How late a change of Identity's domains is noticed.
constexpr int DomainsEveryMs = 300'000;
constexpr qint64 MsPerDay = 86'400'000;
/// Below this the disk counts as failed: deliveries are about to be refused.
constexpr qint64 MinFreeBytes = 32LL * 1024 * 1024;

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
    , m_tls(config.get(keys::restTls) == u"on" ? std::make_shared<net::TlsIdentity>() : nullptr)
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
    m_imap = std::make_unique<ImapHost>(ImapHost::Parts{m_config, *m_store, *m_store, *m_store,
        *m_store, m_throttle, m_identity.get(), [this] { return deliveryPolicy(); }, m_workers,
        m_connections, [this](const imap::SessionEvent &event) { tellSession(event); }, &m_tokens,
        scramSecret(*m_records), &m_sockets});
    addImapFigures();
    m_lmtp = std::make_unique<LmtpHost>(LmtpHost::Parts{m_config, *m_store, *m_delivery,
        [this] { return deliveryPolicy(); }, m_workers, m_connections, &m_sockets});
    addLmtpFigures();
    m_store->setObserver([this](const mail::Changes &changes) {
        m_answers.forget(changes);
        m_imap->note(changes);
        m_events.publish(changes);
        m_state.deliveries += std::count_if(changes.events.begin(), changes.events.end(), [](const auto &event) {
            return event.what == mail::MailEvent::What::Delivered;
        });
        if (m_identity)
            tellNames(changes);
        if (changes.everything) // An account may be gone.
            checkTokens();
        if (m_mirror)
            m_mirror->poke();
    });
    rest::addJobKinds(*m_context);
    m_jobs.setObserver([this](const jobs::Job &job) {
        m_events.publish(rest::EventKind::Stats, rest::jobEvent(job));
        if (job.isFinished())
            core::post(&m_workers, [this, job] { rest::settleTransfer(*m_context, job); });
    });
    if (m_identity)
        m_identity->setObserver([this] { core::post(&m_workers, [this] { updateIdentityHealth(); }); });
    const rest::Router::Parts router{*m_gate, m_language, m_state, m_metrics, m_workers, {},
        &m_throttle, &m_audit};
    Logging::recent().setListener(
        [this](const core::LogRecordPtr &record) { m_events.publish(record); });
    m_sampler = std::make_unique<Sampler>(*m_context);
    net::HttpGuard::Setup guard;
    guard.registry = &m_connections;
    guard.pool = &m_workers;
    guard.spoolDirectory = m_config.get(keys::stateDir);
    if (m_tls) {
        guard.socketFactory
            = [tls = m_tls](qintptr descriptor, QObject *parent) { return tls->socket(descriptor, parent); };
    }
    m_http = std::make_unique<HttpHost>(HttpHost::Parts{router, *m_context, guard});

    connect(&m_config, &config::Config::changed, this, &Service::applyConfig);
    connect(&m_healthTimer, &QTimer::timeout, this, &Service::updateHealth);
    connect(&m_purgeTimer, &QTimer::timeout, this, &Service::purgeDeleted);
    connect(&m_sweepTimer, &QTimer::timeout, this, [this] {
        core::post(&m_workers, [this] {
            rest::sweepTransfers(
                *m_context, rest::transferDirectories(*m_context, TransferStartMs));
        });
    });
    connect(&m_tlsTimer, &QTimer::timeout, this, &Service::watchTls);
    connect(&m_tokenTimer, &QTimer::timeout, this, &Service::saveTokenUses);
    connect(&m_auditTimer, &QTimer::timeout, this, &Service::flushAudit);
    connect(&m_trialTimer, &QTimer::timeout, this, &Service::watchTrial);
    connect(&m_domainTimer, &QTimer::timeout, this, [this] { m_identity->refreshDomains(); });
    connect(&m_config, &config::Config::configured, this, [this](const QStringList &keys) {
        m_events.publish(rest::EventKind::Config,
            {{QStringLiteral("type"), QStringLiteral("changed")},
                {QStringLiteral("keys"), QJsonArray::fromStringList(keys)},
                {QStringLiteral("version"), m_config.version()}});
    });
}

Service::~Service()
{
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
    if (auto loaded = loadTls(); !loaded) {
        core::Error error = loaded.error();
        error.slug = "wrong_configuration";
        return error;
    }
    // Before anything writes mail that they are to be told of.
    if (const auto webhooks = m_webhooks->start(); !webhooks)
        return webhooks.error();
    if (const auto mirrored = startMirror(); !mirrored)
        return mirrored;
    applyConfig();
    if (const auto loaded = m_tokens.load(); !loaded)
        return loaded;
    if (const auto accounts = m_store->accounts(); accounts)
        keepTokens(*accounts, core::nowMs());
    if (const auto loaded = m_keptBans.load(); !loaded)
        return loaded;
    if (m_identity)
        m_identity->start();
    updateHealth();
    if (const auto jobs = m_jobs.start(); !jobs)
        return jobs.error();
    // All that is there now is of an earlier run.
    core::post(&m_workers, [this, found = rest::transferDirectories(*m_context, 0)] {
        rest::sweepTransfers(*m_context, found);
    });
    const auto port = startHttp();
    if (!port)
        return port.error();
    m_restPort = *port;
    if (const auto imap = m_imap->start(); !imap)
        return imap;
    updateImapHealth();
    if (const auto lmtp = m_lmtp->start(); !lmtp)
        return lmtp;
    updateLmtpHealth();
    m_healthTimer.start(HealthEveryMs);
    purgeDeleted();
    m_purgeTimer.start(PurgeEveryMs);
    m_sweepTimer.start(SweepEveryMs);
    m_tlsTimer.start(TlsEveryMs);
    m_tokenTimer.start(TokenUsesEveryMs);
    m_auditTimer.start(AuditEveryMs);
    m_trialTimer.start(TrialEveryMs);
    if (m_mirror)
        m_mirror->start();
    if (m_identity)
        m_domainTimer.start(DomainsEveryMs);
    m_sampler->start();
    qCInfo(log, "REST API (%s) on %s port %d, state in %s", m_tls ? "HTTPS" : "HTTP",
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
    mail::DeliveryPolicy policy;
    policy.autoCreateAccounts = m_config.get(keys::autoCreateAccounts);
    policy.localDomains = m_config.get(keys::localDomains);
    if (m_identity) {
        auto local = m_identity->localDomains();
        policy.localDomains = std::move(local.domains);
        // An empty list means every domain, but not while it is only not known.
        policy.autoCreateAccounts &= local.known || !policy.localDomains.isEmpty();
        policy.domainsKnown = local.known;
    }
    policy.storeThere = m_mirror != nullptr;
    policy.junkHeader = m_config.get(keys::junkHeader);
    policy.maxMessageBytes = m_config.get(keys::maxMessageBytes);
    policy.mime.maxDepth = int(m_config.get(keys::mimeMaxDepth));
    policy.mime.maxParts = int(m_config.get(keys::mimeMaxParts));
    return policy;
}

net::HttpLimits Service::httpLimits() const
{
    net::HttpLimits limits;
    limits.maxConnections = int(m_config.get(keys::maxConnections));
    limits.maxConnectionsPerAddress = int(m_config.get(keys::maxConnectionsPerAddress));
    limits.maxHeaderBytes = m_config.get(keys::maxHeaderBytes);
    limits.maxBodyBytes = m_config.get(keys::maxBodyBytes);
    limits.headerTimeoutMs = m_config.get(keys::headerTimeout) * 1000;
    limits.bodyTimeoutMs = m_config.get(keys::bodyTimeout) * 1000;
    limits.idleTimeoutMs = m_config.get(keys::idleTimeout) * 1000;
    limits.writeTimeoutMs = m_config.get(keys::bodyTimeout) * 1000;
    return limits;
}

rest::Router::Policy Service::routerPolicy() const
{
    rest::Router::Policy policy;
    policy.gate.localIsAdmin = m_config.get(keys::auth) == u"local";
    policy.gate.corsOrigins = m_config.get(keys::corsOrigins);
    policy.enabled = m_config.get(keys::enabled);
    policy.metricsOpen = m_config.get(keys::metricsOpen);
    policy.timeoutMs = m_config.get(keys::timeout) * 1000;
    return policy;
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
    if (m_tls && tlsFiles() != m_tlsFiles)
        reloadTls();
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
    m_http->setPolicy(routerPolicy());
    m_http->setLimits(httpLimits());
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
            .onChange = [this] { core::post(&m_workers, [this] { tellStorage(); }); }});
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

void Service::setHealth(
    const QString &component, rest::HealthBoard::Level level, const QJsonObject &facts)
{
    if (!m_health.set(component, level, facts))
        return;
    QJsonObject event = facts;
    event.insert(QStringLiteral("type"), QStringLiteral("health"));
    event.insert(QStringLiteral("component"), component);
    event.insert(QStringLiteral("status"), rest::HealthBoard::word(level));
    m_events.publish(rest::EventKind::Storage, event);
}

void Service::tellStorage()
{
    updateStorageHealth();
    QJsonObject event = rest::storageFacts(m_mirror->state());
    event.insert(QStringLiteral("type"), QStringLiteral("sync"));
    m_events.publish(rest::EventKind::Storage, event);
}

void Service::updateStorageHealth()
{
    using Level = rest::HealthBoard::Level;
    if (!m_mirror)
        return setHealth(QStringLiteral("storage"), Level::Off);
    const mail::RemoteState state = m_mirror->state();
    const bool well = state.reachable && state.form != "unknown";
    QJsonObject facts{{QStringLiteral("form"), QString::fromLatin1(state.form)},
        {QStringLiteral("outbox"), state.outbox.pending}};
    if (!well && !state.lastError.isEmpty())
        facts.insert(QStringLiteral("error"), state.lastError);
    setHealth(QStringLiteral("storage"), well ? Level::Ok : Level::Degraded, facts);
}

void Service::updateHealth()
{
    core::post(&m_workers, [this, directory = m_config.get(keys::stateDir)] {
        using Level = rest::HealthBoard::Level;
        struct statvfs disk{};
        const bool known = ::statvfs(QFile::encodeName(directory).constData(), &disk) == 0;
        const auto free = qint64(disk.f_bavail) * qint64(disk.f_frsize);
        const bool well = known && free >= MinFreeBytes && (disk.f_flag & ST_RDONLY) == 0;
        setHealth(QStringLiteral("disk"), well ? Level::Ok : Level::Failed,
            {{QStringLiteral("free_bytes"), free},
                {QStringLiteral("total_bytes"), qint64(disk.f_blocks) * qint64(disk.f_frsize)}});
        const qint64 asOfMs = core::nowMs();
        const auto readable = m_store->accounts();
        if (readable)
            keepTokens(*readable, asOfMs);
        setHealth(QStringLiteral("store"), readable ? Level::Ok : Level::Failed,
            {{QStringLiteral("messages"), m_store->figures().messages}});
        updateStorageHealth();
        updateIdentityHealth();
    });
    updateImapHealth();
    updateLmtpHealth();
}

void Service::updateLmtpHealth()
{
    using Level = rest::HealthBoard::Level;
    if (!m_lmtp->isOn())
        return setHealth(QStringLiteral("lmtp"), Level::Off);
    setHealth(QStringLiteral("lmtp"), Level::Ok,
        {{QStringLiteral("sessions"), m_lmtp->sessionCount()}});
}

void Service::updateImapHealth()
{
    using Level = rest::HealthBoard::Level;
    const ImapHost::Ports &ports = m_imap->ports();
    if (!ports.imap && !ports.imaps)
        return setHealth(QStringLiteral("imap"), Level::Off);
    setHealth(QStringLiteral("imap"), Level::Ok,
        {{QStringLiteral("sessions"), m_imap->sessionCount()}});
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

void Service::addImapFigures()
{
    using Values = QList<rest::GaugeFamily::Value>;
    m_metrics.gauge(rest::GaugeFamily{"digidig_imap_commands_total",
        "IMAP commands by name and outcome", true, [this] {
            Values values;
            for (const auto &one : m_imap->figures().commands()) {
                values.append({{{"command", one.name}, {"outcome", "ok"}}, double(one.ok)});
                values.append({{{"command", one.name}, {"outcome", "no"}}, double(one.no)});
                values.append({{{"command", one.name}, {"outcome", "bad"}}, double(one.bad)});
            }
            return values;
        }});
    m_metrics.gauge(rest::GaugeFamily{"digidig_imap_password_hashes_total",
        "Password hashes that were computed, to make and to verify", true, [] {
            return Values{{{}, double(auth::passwordHashesComputed())}};
        }});
    m_metrics.gauge(rest::GaugeFamily{"digidig_imap_command_seconds_total",
        "Time that IMAP commands took, by name", true, [this] {
            Values values;
            for (const auto &one : m_imap->figures().commands())
                values.append({{{"command", one.name}}, double(one.sumUs) / 1e6});
            return values;
        }});
}

void Service::addLmtpFigures()
{
    using Values = QList<rest::GaugeFamily::Value>;
    const lmtp::Figures &figures = m_lmtp->figures();
    m_metrics.gauge(rest::GaugeFamily{"digidig_imap_lmtp_recipients_total",
        "Recipients of mail that came by LMTP, by what was answered", true, [&figures] {
            return Values{{{{"result", "stored"}}, double(figures.stored)},
                {{{"result", "refused"}}, double(figures.refused)},
                {{{"result", "deferred"}}, double(figures.deferred)}};
        }});
    const auto counter = [this](const char *name, const char *help,
                             const std::atomic<qint64> &value, double unit) {
        m_metrics.gauge(rest::Gauge{
            name, help, true, [&value, unit] { return double(value) * unit; }});
    };
    counter("digidig_imap_lmtp_messages_total", "Messages that came in whole by LMTP", figures.messages, 1);
    counter("digidig_imap_lmtp_bytes_total", "Bytes of those messages", figures.bytes, 1);
    counter("digidig_imap_lmtp_delivery_seconds_total",
        "Time from the end of those messages to the answer", figures.us, 1e-6);
    counter("digidig_imap_lmtp_turned_away_total", "LMTP connections from networks that are not trusted",
        figures.turnedAway, 1);
}

void Service::updateIdentityHealth()
{
    using Level = rest::HealthBoard::Level;
    const QString component = QStringLiteral("identity");
    if (!m_identity)
        return setHealth(component, Level::Off);
    const QJsonObject facts = rest::identityFacts(*m_identity);
    setHealth(component,
        facts.value(u"reachable").toBool() ? Level::Ok : Level::Degraded, facts);
}

void Service::purgeDeleted()
{
    const qint64 olderThan = core::nowMs() - m_config.get(keys::undeleteDays) * MsPerDay;
    m_store->purge(olderThan, [](core::Result<qint64> outcome) {
        if (!outcome)
            qCWarning(log, "purging deleted mail: %s", qPrintable(outcome.error().message));
        else if (*outcome > 0)
            qCInfo(log, "%lld deleted messages were removed for good", *outcome);
    });
    const qint64 days = m_config.get(keys::changesDays);
    const qint64 forgotten = days > 0 ? core::nowMs() - days * MsPerDay : 0;
    m_store->trimChanges(
        forgotten, m_config.get(keys::changesEntries), [](core::Result<qint64> outcome) {
            if (!outcome)
                qCWarning(log, "trimming the change log: %s", qPrintable(outcome.error().message));
            else if (*outcome > 0)
                qCInfo(log, "%lld entries of the change log were forgotten", *outcome);
        });
}

void Service::keepTokens(const std::vector<mail::Account> &accounts, qint64 asOfMs)
{
    if (m_identity) {
        std::vector<auth::NamedAccount> names;
        names.reserve(accounts.size());
        for (const mail::Account &account : accounts) {
            names.push_back({account.id, account.publicId,
                mail::normalizeAddress(account.address).value_or(account.address),
                account.disabled});
        }
        m_identity->accounts().keep(names, asOfMs);
    }
    QHash<core::AccountId, bool> usable;
    for (const mail::Account &account : accounts)
        usable.insert(account.id, !account.disabled);
    if (const auto kept = m_tokens.keepAccounts(std::move(usable), asOfMs); !kept)
        qCWarning(log, "tokens of removed accounts: %s", qPrintable(kept.error().message));
}

/// At once: whose name a user of Identity has is to be right with the next request.
void Service::tellNames(const mail::Changes &changes)
{
    using What = mail::MailEvent::What;
    for (const mail::MailEvent &event : changes.events) {
        if (event.what == What::AccountCreated) {
            const QString address = mail::normalizeAddress(event.address).value_or(event.address);
            m_identity->accounts().add({event.account, address, address}, core::nowMs());
        } else if (event.what == What::AccountRemoved) {
            m_identity->accounts().remove(event.account);
        } else if (event.what == What::Elsewhere) {
            checkTokens();
        }
    }
}

void Service::checkTokens()
{
    if (m_checkingTokens.exchange(true))
        return;
    core::post(&m_workers, [this] {
        m_checkingTokens = false; // What changes from here on asks anew.
        const qint64 asOfMs = core::nowMs();
        if (const auto accounts = m_store->accounts(); accounts)
            keepTokens(*accounts, asOfMs);
    });
}

void Service::saveBans()
{
    if (const auto saved = m_keptBans.save(); !saved)
        qCWarning(log, "bans: %s", qPrintable(saved.error().message));
}

void Service::saveTokenUses()
{
    core::post(&m_workers, [this] {
        if (const auto saved = m_tokens.saveUses(); !saved)
            qCWarning(log, "when tokens were used: %s", qPrintable(saved.error().message));
    });
}

QStringList Service::tlsFiles() const
{
    return {m_config.get(keys::tlsCert), m_config.get(keys::tlsKey)};
}

core::Result<void> Service::loadTls()
{
    if (!m_tls)
        return {};
    m_tlsFiles = tlsFiles();
    if (m_tlsFiles.contains(QString())) {
        return {core::Errc::Invalid,
            QCoreApplication::translate("app", "rest_tls=on needs tls_cert and tls_key")};
    }
    return m_tls->load(m_tlsFiles.front(), m_tlsFiles.back());
}

void Service::reloadTls()
{
    if (const auto loaded = loadTls(); !loaded)
        qCCritical(log, "TLS: %s; the old certificate stays", qPrintable(loaded.error().message));
    else
        qCInfo(log, "TLS: certificate read again from %s", qPrintable(m_tlsFiles.front()));
}

void Service::watchTls()
{
    m_imap->watchTls();
    m_lmtp->watchTls();
    if (!m_tls)
        return;
    const auto changed = m_tls->reloadChanged();
    if (!changed)
        qCCritical(log, "TLS: %s; the old certificate stays", qPrintable(changed.error().message));
    else if (*changed)
        qCInfo(log, "TLS: certificate read again from %s", qPrintable(m_tlsFiles.front()));
}

void Service::flushAudit()
{
    if (m_throttle.version() != m_bansSeen.exchange(m_throttle.version())) {
        core::post(&m_workers, [this] { saveBans(); });
    }
    if (!m_audit.isPending() || m_flushingAudit.exchange(true))
        return;
    core::post(&m_workers, [this] {
        if (const auto flushed = m_audit.flush(); !flushed)
            qCCritical(log, "the audit log cannot be written: %s", qPrintable(flushed.error().message));
        m_flushingAudit = false;
    });
}

void Service::watchTrial()
{
    const auto trial = m_configTrial.pending();
    if (!trial || core::nowMs() < trial->untilMs || m_watchingTrial.exchange(true))
        return;
    core::post(&m_workers, [this] {
        if (const auto reverted = m_configTrial.revertIfDue(core::nowMs()); !reverted)
            qCCritical(log, "the configuration cannot go back: %s", qPrintable(reverted.error().message));
        m_watchingTrial = false;
    });
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
    if (m_tls)
        reloadTls();
    m_imap->reloadTls();
    m_lmtp->reloadTls();
}

void Service::stop()
{
    qCInfo(log, "stopping");
    m_healthTimer.stop();
    m_purgeTimer.stop();
    m_sweepTimer.stop();
    m_tlsTimer.stop();
    m_tokenTimer.stop();
    m_auditTimer.stop();
    m_trialTimer.stop();
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
    saveBans();
    if (const auto saved = m_tokens.saveUses(); !saved)
        qCWarning(log, "when tokens were used: %s", qPrintable(saved.error().message));
    if (const auto flushed = m_audit.flush(); !flushed)
        qCCritical(log, "the audit log cannot be written: %s", qPrintable(flushed.error().message));
    qCInfo(log, "stopped");
}

} // namespace digidig::app
