// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/lmtphost.h"

#include "app/proxies.h"

#include <QtCore/QLoggingCategory>
#include <QtCore/QSysInfo>

namespace digidig::app {

namespace {

Q_LOGGING_CATEGORY(lmtpLog, "digidig.app")

namespace keys = config::keys;

/// As it may stand in header fields and greetings.
QByteArray hostName()
{
    QByteArray name = QSysInfo::machineHostName().toLatin1();
    for (char &c : name) {
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.'
                || c == '-'))
            c = '-';
    }
    return name.isEmpty() ? QByteArray("localhost") : name;
}

} // namespace

LmtpHost::LmtpHost(Parts parts)
    : m_parts(std::move(parts))
    , m_context{m_parts.config, m_parts.accounts, m_parts.delivery, m_parts.deliveryPolicy,
          m_parts.workers, m_figures, hostName()}
{
}

LmtpHost::~LmtpHost() = default;

core::Result<void> LmtpHost::start()
{
    const QString where = m_parts.config.get(keys::lmtpListen);
    const QString name = QStringLiteral("lmtp");
    const bool inherits = m_parts.sockets && m_parts.sockets->has(name);
    if (where.isEmpty() && !inherits)
        return {};
    if (auto loaded = loadTls(); !loaded) {
        core::Error error = loaded.error();
        error.slug = "wrong_configuration";
        return error;
    }
    m_threads = std::make_unique<net::StreamThreads>();
    m_server = std::make_unique<lmtp::Server>(m_context, m_parts.connections, *m_threads, m_tls);
    applyConfig();
    if (!inherits)
        return listen(where);
    for (int given = -1; (given = m_parts.sockets->take(name)) >= 0;) {
        if (const auto adopted = adopt(given); !adopted)
            return adopted;
    }
    return {};
}

core::Result<void> LmtpHost::adopt(int descriptor)
{
    const QString path = InheritedSockets::pathOf(descriptor);
    const auto taken = m_server->adopt(descriptor);
    if (!taken)
        return taken.error();
    m_where = path.isEmpty() ? QJsonValue(*taken) : QJsonValue(path);
    qCInfo(lmtpLog, "LMTP on the inherited socket %s", qPrintable(m_where.toVariant().toString()));
    return {};
}

core::Result<void> LmtpHost::listen(const QString &where)
{
    if (where.startsWith(u'/')) {
        const auto taken = m_server->listenLocal(where);
        if (!taken)
            return taken;
        m_where = where;
        qCInfo(lmtpLog, "LMTP on the socket %s", qPrintable(where));
        return {};
    }
    const qsizetype colon = where.lastIndexOf(u':');
    QString host = where.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    const auto taken = m_server->listen(host, where.mid(colon + 1).toUShort());
    if (!taken)
        return taken.error();
    m_where = *taken;
    qCInfo(lmtpLog, "LMTP on %s port %d", qPrintable(host), *taken);
    return {};
}

core::Result<void> LmtpHost::loadTls()
{
    m_tlsFiles = {m_parts.config.get(keys::tlsCert), m_parts.config.get(keys::tlsKey)};
    // Mail servers do not ask who we are: without a certificate there is no STARTTLS.
    if (m_tlsFiles.contains(QString()))
        return {};
    return m_tls->load(m_tlsFiles.front(), m_tlsFiles.back());
}

void LmtpHost::applyConfig()
{
    if (!m_server)
        return;
    const auto &config = m_parts.config;
    net::StreamLimits limits;
    limits.maxConnections = int(config.get(keys::maxConnections));
    limits.maxConnectionsPerAddress = int(config.get(keys::maxConnectionsPerAddress));
    m_server->setLimits(limits);
    m_server->setProxies(proxyRule(config, QStringLiteral("lmtp")));
    if (!config.get(keys::enabled))
        m_parts.connections.disconnectAll(net::Protocol::Lmtp);
    if (m_tlsFiles != QStringList{config.get(keys::tlsCert), config.get(keys::tlsKey)})
        reloadTls();
}

void LmtpHost::reloadTls()
{
    if (!m_server)
        return;
    if (const auto loaded = loadTls(); !loaded)
        qCCritical(
            lmtpLog, "TLS: %s; LMTP keeps the old certificate", qPrintable(loaded.error().message));
}

void LmtpHost::watchTls()
{
    if (!m_tls->isLoaded())
        return;
    const auto changed = m_tls->reloadChanged();
    if (!changed)
        qCCritical(
            lmtpLog, "TLS: %s; LMTP keeps the old certificate", qPrintable(changed.error().message));
}

void LmtpHost::stop(qint64 timeoutMs)
{
    if (m_server)
        m_server->stop(timeoutMs);
}

} // namespace digidig::app
