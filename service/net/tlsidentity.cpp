// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/tlsidentity.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>
#include <QtNetwork/QSslSocket>

#include <memory>

#include <sys/stat.h>

namespace digidig::net {

namespace {

constexpr qint64 NsPerSecond = 1'000'000'000;

core::Error wrong(const QString &message)
{
    return {core::Errc::Invalid, message, {}, {}, {}};
}

core::Result<QByteArray> contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return wrong(QCoreApplication::translate("net", "file %1: cannot be read: %2")
                         .arg(path, file.errorString()));
    }
    return file.read(TlsIdentity::MaxFileBytes);
}

/// Asks nobody for the passphrase of a key that has one.
int noPassphrase(char *, int, int, void *)
{
    return 0;
}

bool belongTogether(const QByteArray &certificate, const QByteArray &key)
{
    const auto source = [](const QByteArray &bytes) {
        return std::unique_ptr<BIO, decltype(&BIO_free)>(
            BIO_new_mem_buf(bytes.constData(), int(bytes.size())), &BIO_free);
    };
    const std::unique_ptr<X509, decltype(&X509_free)> x509(
        PEM_read_bio_X509(source(certificate).get(), nullptr, noPassphrase, nullptr), &X509_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> pkey(
        PEM_read_bio_PrivateKey(source(key).get(), nullptr, noPassphrase, nullptr), &EVP_PKEY_free);
    return x509 && pkey && X509_check_private_key(x509.get(), pkey.get()) == 1;
}

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

TlsIdentity::Stamp TlsIdentity::stampOf(const QString &file)
{
    struct stat status { };
    if (::stat(QFile::encodeName(file).constData(), &status) != 0)
        return {};
    return {quint64(status.st_ino), qint64(status.st_size),
        qint64(status.st_mtim.tv_sec) * NsPerSecond + status.st_mtim.tv_nsec};
}

core::Result<void> TlsIdentity::load(const QString &certFile, const QString &keyFile)
{
    const std::lock_guard loading(m_loading);
    m_certFile = certFile;
    m_keyFile = keyFile;
    // Taken before the files are read: what changes meanwhile is seen as another state.
    m_certStamp = stampOf(certFile);
    m_keyStamp = stampOf(keyFile);
    const auto certificates = contentOf(certFile);
    if (!certificates)
        return certificates.error();
    const auto pem = contentOf(keyFile);
    if (!pem)
        return pem.error();
    const QList<QSslCertificate> chain = QSslCertificate::fromData(*certificates, QSsl::Pem);
    if (chain.isEmpty() || chain.front().isNull()) {
        return wrong(QCoreApplication::translate("net", "file %1: has no certificate in PEM form")
                         .arg(certFile));
    }
    const QSslKey key = privateKey(*pem);
    if (key.isNull()) {
        return wrong(QCoreApplication::translate(
            "net", "file %1: has no RSA or EC key in PEM form without a passphrase")
                         .arg(keyFile));
    }
    if (!belongTogether(*certificates, *pem)) {
        return wrong(
            QCoreApplication::translate("net", "file %1: is not the key of the certificate in %2")
                .arg(keyFile, certFile));
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

core::Result<bool> TlsIdentity::reloadChanged()
{
    QString certFile;
    QString keyFile;
    {
        const std::lock_guard loading(m_loading);
        if (m_certFile.isEmpty()
            || (stampOf(m_certFile) == m_certStamp && stampOf(m_keyFile) == m_keyStamp))
            return false;
        certFile = m_certFile;
        keyFile = m_keyFile;
    }
    const auto loaded = load(certFile, keyFile);
    if (!loaded)
        return loaded.error();
    return true;
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
