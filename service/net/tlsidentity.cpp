// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/tlsidentity.h"

#include <QtCore/QCoreApplication>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>
#include <QtNetwork/QSslSocket>

#include <memory>

namespace digidig::net {

namespace {

QSslKey privateKey(const QByteArray &pem)
{
    for (const auto algorithm : {QSsl::Rsa, QSsl::Ec}) {
        QSslKey key(pem, algorithm);
        if (!key.isNull())
            return key;
    }
    return {};
}

} // namespace

core::Result<void> TlsIdentity::load(const QString &certFile, const QString &keyFile)
{
    const std::lock_guard loading(m_loading);
    m_files.name(certFile, keyFile);
    return read();
}

core::Result<bool> TlsIdentity::reloadChanged()
{
    const std::lock_guard loading(m_loading);
    if (!m_files.haveChanged())
        return false;
    if (const auto loaded = read(); !loaded)
        return loaded.error();
    return true;
}

core::Result<void> TlsIdentity::read()
{
    const auto content = m_files.read();
    if (!content)
        return content.error();
    const QList<QSslCertificate> chain =
        QSslCertificate::fromData(content->certificates, QSsl::Pem);
    const QSslKey key = privateKey(content->key);
    if (chain.isEmpty() || chain.front().isNull() || key.isNull()) {
        return {core::Errc::Invalid,
            QCoreApplication::translate("net", "file %1: has no certificate in PEM form")
                .arg(m_files.certificateFile())};
    }
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(
        QSslSocket::VerifyNone); // Clients prove who they are by other means.
    configuration.setLocalCertificateChain(chain);
    configuration.setPrivateKey(key);
    configuration.setAllowedNextProtocols({"http/1.1"});
    const std::lock_guard lock(m_mutex);
    m_configuration = configuration;
    return {};
}

QTcpSocket *TlsIdentity::socket(qintptr descriptor, QObject *parent) const
{
    std::unique_lock lock(m_mutex);
    if (!m_configuration)
        return nullptr;
    const QSslConfiguration configuration = *m_configuration;
    lock.unlock();
    auto socket = std::make_unique<QSslSocket>(parent);
    if (!socket->setSocketDescriptor(descriptor))
        return nullptr;
    socket->setSslConfiguration(configuration);
    socket->startServerEncryption();
    return socket.release();
}

} // namespace digidig::net
