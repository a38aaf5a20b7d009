// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/certificate.h"

#include "config/keys.h"
#include "net/tlsidentity.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLoggingCategory>

namespace digidig::app {

namespace {

Q_LOGGING_CATEGORY(certificateLog, "digidig.app")

namespace keys = config::keys;

} // namespace

Certificate::Certificate(const config::Config &config)
    : m_config(config)
    , m_tls(config.get(keys::restTls) == u"on" ? std::make_shared<net::TlsIdentity>() : nullptr)
{
}

Certificate::~Certificate() = default;

net::HttpGuard::SocketFactory Certificate::socketFactory() const
{
    if (!m_tls)
        return {};
    return [tls = m_tls](
               qintptr descriptor, QObject *parent) { return tls->socket(descriptor, parent); };
}

core::Result<void> Certificate::load()
{
    if (!m_tls)
        return {};
    if (auto loaded = read(); !loaded) {
        core::Error error = loaded.error();
        error.slug = "wrong_configuration";
        return error;
    }
    return {};
}

void Certificate::applyConfig()
{
    if (m_tls && configuredFiles() != m_files)
        reload();
}

void Certificate::reload()
{
    if (!m_tls)
        return;
    if (const auto loaded = read(); !loaded)
        qCCritical(certificateLog, "TLS: %s; the old certificate stays",
            qPrintable(loaded.error().message));
    else
        qCInfo(certificateLog, "TLS: certificate read again from %s", qPrintable(m_files.front()));
}

void Certificate::watch()
{
    if (!m_tls)
        return;
    const auto changed = m_tls->reloadChanged();
    if (!changed)
        qCCritical(certificateLog, "TLS: %s; the old certificate stays",
            qPrintable(changed.error().message));
    else if (*changed)
        qCInfo(certificateLog, "TLS: certificate read again from %s", qPrintable(m_files.front()));
}

QStringList Certificate::configuredFiles() const
{
    return {m_config.get(keys::tlsCert), m_config.get(keys::tlsKey)};
}

core::Result<void> Certificate::read()
{
    m_files = configuredFiles();
    if (m_files.contains(QString())) {
        return {core::Errc::Invalid,
            QCoreApplication::translate("app", "rest_tls=on needs tls_cert and tls_key")};
    }
    return m_tls->load(m_files.front(), m_files.back());
}

} // namespace digidig::app
