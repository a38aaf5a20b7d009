// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/selfsigned.h"

#include "core/outfile.h"
#include "net/opensslhandles.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QUrl>
#include <QtNetwork/QHostAddress>

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

namespace digidig::net {

namespace {

constexpr long Year = 365L * 24 * 3600;
constexpr long Hour = 3600;

using ExtensionPtr = std::unique_ptr<X509_EXTENSION, FreeBy<X509_EXTENSION_free>>;
using NumberPtr = std::unique_ptr<BIGNUM, FreeBy<BN_free>>;

/// A subjectAltName (RFC 5280 §4.2.1.6) in OpenSSL's notation. Names come from the configuration:
/// only what can be a name gets in.
QByteArray alternativeNames(const QStringList &names)
{
    QByteArrayList list;
    for (const QString &name : names) {
        QHostAddress address;
        if (address.setAddress(name)) {
            address.setScopeId({});
            list.append("IP:" + address.toString().toLatin1());
            continue;
        }
        const QByteArray ascii = QUrl::toAce(name);
        const bool isName = !ascii.isEmpty() && std::all_of(ascii.begin(), ascii.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        });
        if (isName)
            list.append("DNS:" + ascii);
    }
    return list.isEmpty() ? QByteArray("DNS:localhost") : list.join(',');
}

bool addExtension(X509 *certificate, int nid, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool fill(X509 *certificate, EVP_PKEY *key, const QStringList &names)
{
    const QByteArray alternatives = alternativeNames(names);
    const QByteArray first = alternatives.split(',').constFirst();
    const QByteArray commonName = first.mid(first.indexOf(':') + 1).left(64); // its upper bound
    const NumberPtr serial(BN_new());
    X509_NAME *const subject = X509_get_subject_name(certificate);
    return serial && BN_rand(serial.get(), 127, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1
        && BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate))
        && X509_set_version(certificate, X509_VERSION_3) == 1
        && X509_gmtime_adj(X509_getm_notBefore(certificate), -Hour) // clocks differ
        && X509_gmtime_adj(X509_getm_notAfter(certificate), Year)
        && X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
               reinterpret_cast<const unsigned char *>(commonName.constData()),
               int(commonName.size()), -1, 0)
        == 1
        && X509_set_issuer_name(certificate, subject) == 1 && X509_set_pubkey(certificate, key) == 1
        && addExtension(certificate, NID_basic_constraints, "critical,CA:FALSE")
        && addExtension(certificate, NID_key_usage, "critical,digitalSignature")
        && addExtension(certificate, NID_ext_key_usage, "serverAuth")
        && addExtension(certificate, NID_subject_key_identifier, "hash")
        && addExtension(certificate, NID_subject_alt_name, alternatives)
        && X509_sign(certificate, key, EVP_sha256()) > 0;
}

QByteArray contentOf(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, qsizetype(size)};
}

} // namespace

core::Result<SelfSigned> makeSelfSigned(const QStringList &names)
{
    const KeyPtr key(EVP_EC_gen("P-256"));
    const CertificatePtr certificate(X509_new());
    const BioPtr certificatePem(BIO_new(BIO_s_mem()));
    const BioPtr keyPem(BIO_new(BIO_s_secmem()));
    if (!key || !certificate || !certificatePem || !keyPem
        || !fill(certificate.get(), key.get(), names)
        || PEM_write_bio_X509(certificatePem.get(), certificate.get()) != 1
        || PEM_write_bio_PrivateKey(keyPem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr)
            != 1) {
        char reason[256];
        ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
        ERR_clear_error();
        return {core::Errc::Internal,
            QCoreApplication::translate("net", "a certificate could not be made"),
            QString::fromLatin1(reason)};
    }
    return SelfSigned{contentOf(certificatePem.get()), contentOf(keyPem.get())};
}

core::Result<void> writeSecretFile(const QString &path, const QByteArray &content)
{
    const QString temporary = path + QStringLiteral(".new");
    QFile::remove(temporary); // of a process that was killed
    const auto file = core::OutFile::create(temporary);
    if (!file)
        return file.error();
    if (const auto written = (*file)->write(content); !written)
        return written.error();
    if (const auto closed = (*file)->close(); !closed)
        return closed.error();
    const QByteArray from = QFile::encodeName(temporary);
    const int descriptor = ::open(from.constData(), O_RDONLY | O_CLOEXEC);
    const bool durable = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0)
        ::close(descriptor);
    if (!durable)
        return core::fileError(temporary, error);
    if (::rename(from.constData(), QFile::encodeName(path).constData()) != 0)
        return core::fileError(path, errno);
    const int directory = ::open(
        QFile::encodeName(QFileInfo(path).absolutePath()).constData(), O_RDONLY | O_DIRECTORY);
    if (directory >= 0) {
        ::fsync(directory);
        ::close(directory);
    }
    return {};
}

} // namespace digidig::net
