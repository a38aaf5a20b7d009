// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/tls.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>

namespace digidig::storageclient {

namespace {

core::Error useless(const QString &file, const char *field)
{
    core::Error error{core::Errc::Invalid,
        QCoreApplication::translate("storageclient", "This PEM file cannot be used"), file};
    error.field = QLatin1StringView(field);
    return error;
}

QList<QSslCertificate> certificates(const QString &file)
{
    return QSslCertificate::fromPath(file, QSsl::Pem, QSslCertificate::PatternSyntax::FixedString);
}

QSslKey privateKey(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray pem = file.read(1024 * 1024);
    for (const auto algorithm : {QSsl::Rsa, QSsl::Ec, QSsl::Dsa}) {
        const QSslKey key(pem, algorithm, QSsl::Pem, QSsl::PrivateKey);
        if (!key.isNull())
            return key;
    }
    return {};
}

} // namespace

core::Result<QSslConfiguration> tlsConfiguration(const Options &options)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    tls.setAllowedNextProtocols({});
    if (!options.caFile.isEmpty()) {
        const auto authorities = certificates(options.caFile);
        if (authorities.isEmpty())
            return useless(options.caFile, "storage_ca_file");
        tls.setCaCertificates(authorities);
    }
    if (!options.certFile.isEmpty()) {
        const auto chain = certificates(options.certFile);
        if (chain.isEmpty())
            return useless(options.certFile, "storage_cert");
        const QSslKey key = privateKey(options.keyFile);
        if (key.isNull())
            return useless(options.keyFile, "storage_key");
        tls.setLocalCertificateChain(chain);
        tls.setPrivateKey(key);
    }
    return tls;
}

} // namespace digidig::storageclient
