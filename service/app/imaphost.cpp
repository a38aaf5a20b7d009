// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/imaphost.h"

#include "app/proxies.h"
#include "auth/credentials.h"
#include "auth/passwords.h"
#include "core/handoff.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLoggingCategory>
#include <QtCore/QSysInfo>
#include <QtCore/QThread>
#include <QtCore/QUuid>

namespace digidig::app {

namespace {

Q_LOGGING_CATEGORY(imapLog, "digidig.app")

namespace keys = config::keys;

const QString imapSocket = QStringLiteral("imap");
const QString imapsSocket = QStringLiteral("imaps");

} // namespace

ImapHost::ImapHost(Parts parts)
    : m_parts(std::move(parts))
    , m_index(m_parts.access)
    , m_context{m_parts.config, m_parts.mail, m_parts.accounts, m_parts.access, m_index,
          m_parts.credentials, m_logins, m_parts.throttle, m_parts.identity, m_parts.deliveryPolicy,
          m_parts.workers, m_hashers, m_loginsUnderWay, m_recent, m_users, m_figures,
          m_parts.onSession, m_bannedLogins, m_rates, m_parts.tokens,
          m_parts.scramSecret.isEmpty() ? QUuid::createUuid().toByteArray() : m_parts.scramSecret}
{
    imap::registerCommands(m_figures);
    m_hashers.setObjectName(QStringLiteral("hashers"));
    m_hashers.setMaxThreadCount(1);
    m_server = std::make_unique<imap::Server>(m_context, m_parts.connections, m_threads, m_tls);
}

ImapHost::~ImapHost() = default;

bool ImapHost::isOn() const
{
    return m_ports.imap || m_ports.imaps;
}

core::Result<void> ImapHost::start()
{
    const QString imapPort = m_parts.config.get(keys::protocolPort);
    const QString imapsPort = m_parts.config.get(keys::sProtocolPort);
    const auto inherits = [this](const QString &name) {
        return m_parts.sockets && m_parts.sockets->has(name);
    };
    if (imapPort.isEmpty() && imapsPort.isEmpty() && !inherits(imapSocket)
        && !inherits(imapsSocket))
        return {};
    if (auto loaded = loadTls(); !loaded) {
        core::Error error = loaded.error();
        error.slug = "wrong_configuration";
        return error;
    }
    applyConfig();
    core::post(&m_hashers, [] { auth::prepareLogins(); });
    const auto imap = listen(imapSocket, imapPort, false);
    if (!imap)
        return imap.error();
    m_ports.imap = *imap;
    const auto imaps = listen(imapsSocket, imapsPort, true);
    if (!imaps)
        return imaps.error();
    m_ports.imaps = *imaps;
    return {};
}

core::Result<std::optional<quint16>> ImapHost::listen(
    const QString &name, const QString &port, bool tls)
{
    std::optional<quint16> first;
    for (int given = -1; m_parts.sockets && (given = m_parts.sockets->take(name)) >= 0;) {
        const auto adopted = m_server->adopt(given, tls);
        if (!adopted)
            return adopted.error();
        qCInfo(imapLog, "%s on the inherited port %d", tls ? "IMAPS" : "IMAP", *adopted);
        if (!first)
            first = *adopted;
    }
    if (first)
        return first;
    if (port.isEmpty())
        return std::optional<quint16>();
    const QString host = m_parts.config.get(keys::hostname);
    const auto taken = m_server->listen(host, port.toUShort(), tls);
    if (!taken)
        return taken.error();
    qCInfo(imapLog, "%s on %s port %d", tls ? "IMAPS" : "IMAP", qPrintable(host), *taken);
    return std::optional(*taken);
}

core::Result<void> ImapHost::loadTls()
{
    m_tlsFiles = {m_parts.config.get(keys::tlsCert), m_parts.config.get(keys::tlsKey)};
    m_tlsClientCa = m_parts.config.get(keys::tlsClientCa);
    m_tls->setClientAuthorities(m_tlsClientCa);
    if (!m_tlsFiles.contains(QString()))
        return m_tls->load(m_tlsFiles.front(), m_tlsFiles.back());
    if (m_tlsFiles.front() != m_tlsFiles.back()) {
        return core::Error{core::Errc::Invalid,
            QCoreApplication::translate("app", "tls_cert and tls_key go together")};
    }
    const QStringList names{QSysInfo::machineHostName(), QStringLiteral("localhost")};
    const auto made = m_tls->bootstrap(m_parts.config.get(keys::stateDir), names);
    if (made) {
        qCWarning(imapLog,
            "TLS: no certificate is configured (tls_cert, tls_key); IMAP uses one of its own that "
            "no client trusts by itself, SHA-256 %s",
            m_tls->fingerprint().constData());
    }
    return made;
}

void ImapHost::applyConfig()
{
    const auto &config = m_parts.config;
    net::StreamLimits limits;
    limits.maxConnections = int(config.get(keys::maxConnections));
    limits.maxConnectionsPerAddress = int(config.get(keys::maxConnectionsPerAddress));
    m_server->setLimits(limits);
    m_server->setProxies(proxyRule(config, QStringLiteral("imap"), QStringLiteral("imaps")));
    m_index.setBytes(config.get(keys::indexBytes));
    // Each takes its memory and a core for a while: the sessions that are there come first.
    const auto fit = int(config.get(keys::passwordMemory) / auth::PasswordHashBytes);
    m_hashers.setMaxThreadCount(
        qMax(1, qMin(fit, qMax(1, QThread::idealThreadCount() / 2))));
    m_logins.setLifetime(config.get(keys::passwordCacheSeconds) * 1000);
    if (!config.get(keys::enabled))
        m_parts.connections.disconnectAll(net::Protocol::Imap);
    const QStringList files{config.get(keys::tlsCert), config.get(keys::tlsKey)};
    const bool sameCa = config.get(keys::tlsClientCa) == m_tlsClientCa;
    if (m_tls->isLoaded() && (files != m_tlsFiles || !sameCa))
        reloadTls();
    m_tls->setOcspFile(config.get(keys::tlsOcspFile));
    refreshOcsp();
}

void ImapHost::refreshOcsp()
{
    const auto refreshed = m_tls->refreshOcsp();
    if (!refreshed)
        qCCritical(imapLog, "OCSP: %s; nothing is stapled", qPrintable(refreshed.error().message));
    else if (*refreshed)
        qCInfo(imapLog, "OCSP: response read from %s", qPrintable(m_parts.config.get(keys::tlsOcspFile)));
}

void ImapHost::reloadTls()
{
    if (!isOn())
        return;
    if (const auto loaded = loadTls(); !loaded)
        qCCritical(imapLog, "TLS: %s; the old certificate stays", qPrintable(loaded.error().message));
    else
        qCInfo(imapLog, "TLS: certificate of IMAP read again");
    refreshOcsp();
}

void ImapHost::watchTls()
{
    if (!m_tls->isLoaded())
        return;
    const auto changed = m_tls->reloadChanged();
    if (!changed)
        qCCritical(imapLog, "TLS: %s; the old certificate stays", qPrintable(changed.error().message));
    else if (*changed)
        qCInfo(imapLog, "TLS: certificate of IMAP read again");
    refreshOcsp();
}

int ImapHost::sessionCount() const
{
    return m_server->sessionCount();
}

void ImapHost::stop(qint64 timeoutMs)
{
    m_server->stop(timeoutMs);
}

} // namespace digidig::app
