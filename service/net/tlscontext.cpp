// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/tlscontext.h"

#include "core/clock.h"
#include "net/ocspstaple.h"
#include "net/opensslhandles.h"
#include "net/pemfiles.h"
#include "net/selfsigned.h"
#include "net/ticketkeys.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <ctime>

namespace digidig::net {

namespace {

constexpr qint64 WeekMs = 7LL * 24 * 3600 * 1000;
/// For TLS 1.2, forward secrecy and authenticated encryption only; TLS 1.3 has nothing else.
constexpr char Ciphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr unsigned char SessionContext[] = "digidig";

QString lastError()
{
    char reason[256];
    ERR_error_string_n(ERR_peek_last_error(), reason, sizeof reason);
    ERR_clear_error();
    return QString::fromLatin1(reason);
}

/// That a name is known is all a server with one certificate says to it; see RFC 6066 §3.
int acceptServerName(SSL *, int *, void *)
{
    return SSL_TLSEXT_ERR_OK;
}

bool useIdentity(SSL_CTX *context, const PemFiles::Content &content)
{
    const auto chain = source(content.certificates);
    const CertificatePtr own(PEM_read_bio_X509(chain.get(), nullptr, noPassphrase, nullptr));
    const KeyPtr key(
        PEM_read_bio_PrivateKey(source(content.key).get(), nullptr, noPassphrase, nullptr));
    if (!own || !key || SSL_CTX_use_certificate(context, own.get()) != 1
        || SSL_CTX_use_PrivateKey(context, key.get()) != 1)
        return false;
    while (X509 *next = PEM_read_bio_X509(chain.get(), nullptr, noPassphrase, nullptr)) {
        if (SSL_CTX_add0_chain_cert(context, next) != 1) {
            X509_free(next);
            return false;
        }
    }
    ERR_clear_error(); // The end of the file is one.
    return SSL_CTX_check_private_key(context) == 1;
}

/// Whether a certificate verifies is asked later: nobody is turned away for it.
int acceptCertificate(int, X509_STORE_CTX *)
{
    return 1;
}

/// Clients are asked for a certificate, and those are verified by the authorities in @p pem.
bool useAuthorities(SSL_CTX *context, const QByteArray &pem)
{
    X509_STORE *const store = SSL_CTX_get_cert_store(context);
    const auto bytes = source(pem);
    int count = 0;
    while (X509 *next = PEM_read_bio_X509(bytes.get(), nullptr, noPassphrase, nullptr)) {
        const CertificatePtr authority(next);
        if (X509_STORE_add_cert(store, next) != 1 || SSL_CTX_add_client_CA(context, next) != 1)
            return false;
        ++count;
    }
    ERR_clear_error(); // The end of the file is one.
    // Tickets hold that a certificate was verified: by these, and not by those of before.
    const QByteArray name = QCryptographicHash::hash(pem, QCryptographicHash::Sha256);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, acceptCertificate);
    return count > 0
        && SSL_CTX_set_session_id_context(context,
               reinterpret_cast<const unsigned char *>(name.constData()), unsigned(name.size()))
        == 1;
}

/// @p authorities (PEM) are those of clients; empty: none.
SslContextPtr makeContext(const PemFiles::Content &content, const QByteArray &authorities,
    std::shared_ptr<TicketKeys> keys, std::shared_ptr<OcspStaple> ocsp)
{
    SslContextPtr context(SSL_CTX_new(TLS_server_method()));
    if (!context)
        return nullptr;
    SSL_CTX *const ctx = context.get();
    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    SSL_CTX_set_options(ctx,
        SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE
            | SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
    // Without auto retry one read handles one record, so that nobody keeps the thread busy with
    // records that carry nothing.
    SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_mode(ctx,
        SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
            | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Sessions live in tickets, nothing is kept here.
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_timeout(ctx, TicketKeys::LifetimeMs / 1000);
    SSL_CTX_set_session_id_context(ctx, SessionContext, sizeof SessionContext - 1);
    SSL_CTX_set_tlsext_servername_callback(ctx, acceptServerName);
    SSL_CTX_set_default_passwd_cb(ctx, noPassphrase);
    if (!authorities.isEmpty() && !useAuthorities(ctx, authorities))
        return nullptr;
    TicketKeys::use(ctx, std::move(keys));
    OcspStaple::use(ctx, std::move(ocsp));
    if (SSL_CTX_set_cipher_list(ctx, Ciphers) != 1 || !useIdentity(ctx, content))
        return nullptr;
    return context;
}

QByteArray fingerprintOf(X509 *certificate)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (X509_digest(certificate, EVP_sha256(), digest, &size) != 1)
        return {};
    return QByteArray(reinterpret_cast<const char *>(digest), qsizetype(size)).toHex();
}

qint64 endOf(X509 *certificate)
{
    std::tm time = {};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &time) != 1)
        return 0;
    return qint64(::timegm(&time)) * 1000;
}

} // namespace

struct TlsContext::Private {
    const std::shared_ptr<TicketKeys> tickets = std::make_shared<TicketKeys>();
    const std::shared_ptr<OcspStaple> ocsp = std::make_shared<OcspStaple>();

    std::mutex loading; ///< One at a time; guards what follows up to mutex.
    PemFiles files;
    QString authoritiesFile; ///< Empty: clients are not asked for certificates.
    QByteArray authorities; ///< As read last.
    QString bootstrapDirectory; ///< Empty: the files are somebody else's.
    QStringList bootstrapNames;

    mutable std::mutex mutex; ///< Never held across the disk.
    SslContextPtr context;
    QByteArray fingerprint;
    qint64 notAfterMs = 0;

    [[nodiscard]] QByteArray readAuthorities() const
    {
        QFile file(authoritiesFile);
        if (authoritiesFile.isEmpty() || !file.open(QIODevice::ReadOnly))
            return {};
        return file.read(PemFiles::MaxFileBytes);
    }

    core::Result<void> read()
    {
        const auto content = files.read();
        if (!content)
            return content.error();
        authorities = readAuthorities();
        if (!authoritiesFile.isEmpty() && authorities.isEmpty()) {
            return {core::Errc::Invalid,
                QCoreApplication::translate("net", "file %1: has no certificate in PEM form")
                    .arg(authoritiesFile)};
        }
        SslContextPtr fresh = makeContext(*content, authorities, tickets, ocsp);
        if (!fresh) {
            return {core::Errc::Invalid,
                QCoreApplication::translate("net", "file %1: the certificate cannot be used")
                    .arg(files.certificateFile()),
                lastError()};
        }
        X509 *const certificate = SSL_CTX_get0_certificate(fresh.get());
        const std::lock_guard lock(mutex);
        fingerprint = fingerprintOf(certificate);
        notAfterMs = endOf(certificate);
        std::swap(context, fresh);
        return {};
    }

    core::Result<void> bootstrap()
    {
        const QDir directory(bootstrapDirectory);
        files.name(directory.filePath(QStringLiteral("tls-bootstrap.pem")),
            directory.filePath(QStringLiteral("tls-bootstrap.key")));
        if (QFile::exists(files.certificateFile()) && read() && !isEnding())
            return {};
        const auto made = makeSelfSigned(bootstrapNames);
        if (!made)
            return made.error();
        // The key first: whoever is killed in between leaves two that do not belong together, which
        // are made again.
        if (const auto written = writeSecretFile(files.keyFile(), made->key); !written)
            return written.error();
        const auto written = writeSecretFile(files.certificateFile(), made->certificate);
        if (!written)
            return written.error();
        return read();
    }

    [[nodiscard]] bool isEnding() const
    {
        const std::lock_guard lock(mutex);
        return notAfterMs - core::nowMs() < WeekMs;
    }
};

void FreeSsl::operator()(ssl_st *ssl) const
{
    SSL_free(ssl);
}

void FreeSslContext::operator()(ssl_ctx_st *context) const
{
    SSL_CTX_free(context);
}

TlsContext::TlsContext()
    : d(std::make_unique<Private>())
{
}

TlsContext::~TlsContext() = default;

core::Result<void> TlsContext::load(const QString &certificate, const QString &key)
{
    const std::lock_guard lock(d->loading);
    d->bootstrapDirectory.clear();
    d->files.name(certificate, key);
    return d->read();
}

void TlsContext::setClientAuthorities(const QString &file)
{
    const std::lock_guard lock(d->loading);
    d->authoritiesFile = file;
}

core::Result<void> TlsContext::bootstrap(const QString &directory, const QStringList &names)
{
    const std::lock_guard lock(d->loading);
    d->bootstrapDirectory = directory;
    d->bootstrapNames = names;
    return d->bootstrap();
}

core::Result<bool> TlsContext::reloadChanged()
{
    const std::lock_guard lock(d->loading);
    const bool isEnding = !d->bootstrapDirectory.isEmpty() && d->isEnding();
    const bool sameAuthorities = d->readAuthorities() == d->authorities;
    if (!isEnding && sameAuthorities && !d->files.haveChanged())
        return false;
    const auto loaded = isEnding ? d->bootstrap() : d->read();
    if (!loaded)
        return loaded.error();
    return true;
}

void TlsContext::setOcspFile(const QString &file)
{
    d->ocsp->name(file);
}

core::Result<bool> TlsContext::refreshOcsp()
{
    const SslContextPtr context(acquire());
    return context ? d->ocsp->refresh(context.get()) : core::Result<bool>(false);
}

bool TlsContext::isLoaded() const
{
    const std::lock_guard lock(d->mutex);
    return d->context != nullptr;
}

QByteArray TlsContext::fingerprint() const
{
    const std::lock_guard lock(d->mutex);
    return d->fingerprint;
}

qint64 TlsContext::notAfterMs() const
{
    const std::lock_guard lock(d->mutex);
    return d->notAfterMs;
}

ssl_ctx_st *TlsContext::acquire() const
{
    const std::lock_guard lock(d->mutex);
    if (d->context)
        SSL_CTX_up_ref(d->context.get());
    return d->context.get();
}

} // namespace digidig::net
