// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/pemfiles.h"

#include "net/opensslhandles.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

namespace digidig::net {

namespace {

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
    return file.read(PemFiles::MaxFileBytes);
}

} // namespace

void PemFiles::name(const QString &certificates, const QString &key)
{
    m_certificates = certificates;
    m_key = key;
}

bool PemFiles::haveChanged() const
{
    return !m_certificates.isEmpty()
        && (FileStamp::of(m_certificates) != m_certificatesStamp
            || FileStamp::of(m_key) != m_keyStamp);
}

core::Result<PemFiles::Content> PemFiles::read()
{
    // Taken before the files are read: what changes meanwhile is seen as another state.
    m_certificatesStamp = FileStamp::of(m_certificates);
    m_keyStamp = FileStamp::of(m_key);
    const auto certificates = contentOf(m_certificates);
    if (!certificates)
        return certificates.error();
    const auto key = contentOf(m_key);
    if (!key)
        return key.error();
    const CertificatePtr x509(
        PEM_read_bio_X509(source(*certificates).get(), nullptr, noPassphrase, nullptr));
    const KeyPtr pkey(PEM_read_bio_PrivateKey(source(*key).get(), nullptr, noPassphrase, nullptr));
    const bool belongTogether = x509 && pkey && X509_check_private_key(x509.get(), pkey.get()) == 1;
    const int kind = pkey ? EVP_PKEY_base_id(pkey.get()) : 0;
    ERR_clear_error();
    if (!x509) {
        return wrong(QCoreApplication::translate("net", "file %1: has no certificate in PEM form")
                         .arg(m_certificates));
    }
    if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC) {
        return wrong(QCoreApplication::translate(
            "net", "file %1: has no RSA or EC key in PEM form without a passphrase")
                         .arg(m_key));
    }
    if (!belongTogether) {
        return wrong(
            QCoreApplication::translate("net", "file %1: is not the key of the certificate in %2")
                .arg(m_key, m_certificates));
    }
    return Content{*certificates, *key};
}

} // namespace digidig::net
