// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ocspstaple.h"

#include "core/clock.h"
#include "net/opensslhandles.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/ssl.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QDateTime>

#include <cstring>
#include <ctime>
#include <limits>
#include <variant>

namespace digidig::net {

namespace {

/// Responses are a few KiB, with the certificate of who signed them.
constexpr qint64 MaxBytes = 64 * 1024;
/// Clocks may differ by so much.
constexpr qint64 SkewMs = 300'000;

using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, FreeBy<OCSP_RESPONSE_free>>;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, FreeBy<OCSP_BASICRESP_free>>;
using CertIdPtr = std::unique_ptr<OCSP_CERTID, FreeBy<OCSP_CERTID_free>>;
using StorePtr = std::unique_ptr<X509_STORE, FreeBy<X509_STORE_free>>;

void freeStaple(void *, void *staple, CRYPTO_EX_DATA *, int, long, void *)
{
    delete static_cast<std::shared_ptr<OcspStaple> *>(staple);
}

int stapleIndex()
{
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, freeStaple);
    return index;
}

/// See SSL_CTX_set_tlsext_status_cb(3).
int staple(SSL *ssl, void *)
{
    const auto *found = static_cast<std::shared_ptr<OcspStaple> *>(
        SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), stapleIndex()));
    const QByteArray bytes = found ? (*found)->response(core::nowMs()) : QByteArray();
    if (bytes.isEmpty())
        return SSL_TLSEXT_ERR_NOACK;
    void *const copy = OPENSSL_memdup(bytes.constData(), size_t(bytes.size()));
    if (!copy)
        return SSL_TLSEXT_ERR_NOACK;
    SSL_set_tlsext_status_ocsp_resp(ssl, static_cast<unsigned char *>(copy), long(bytes.size()));
    return SSL_TLSEXT_ERR_OK;
}

qint64 unixMs(const ASN1_GENERALIZEDTIME *time)
{
    std::tm parts = {};
    return ASN1_TIME_to_tm(time, &parts) == 1 ? qint64(::timegm(&parts)) * 1000 : 0;
}

/// Who has issued @p certificate, among those that are sent with it; null: it is not there.
X509 *issuerOf(X509 *certificate, STACK_OF(X509) * chain)
{
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        X509 *const candidate = sk_X509_value(chain, i);
        if (X509_check_issued(candidate, certificate) == X509_V_OK)
            return candidate;
    }
    return nullptr;
}

/// Whether @p issuer, or whom it has named for that, has signed @p basic (RFC 6960 §4.2.2.2).
bool isSigned(OCSP_BASICRESP *basic, X509 *issuer, STACK_OF(X509) * chain)
{
    const StorePtr store(X509_STORE_new());
    if (!store || X509_STORE_add_cert(store.get(), issuer) != 1)
        return false;
    X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
    return OCSP_basic_verify(basic, chain, store.get(), 0) > 0;
}

/// The answer about @p certificate; null: there is none.
OCSP_SINGLERESP *answerAbout(X509 *certificate, X509 *issuer, OCSP_BASICRESP *basic)
{
    for (int i = 0; i < OCSP_resp_count(basic); ++i) {
        OCSP_SINGLERESP *const single = OCSP_resp_get0(basic, i);
        auto *const id = const_cast<OCSP_CERTID *>(OCSP_SINGLERESP_get0_id(single));
        ASN1_OBJECT *hash = nullptr;
        ASN1_INTEGER *serial = nullptr;
        OCSP_id_get0_info(nullptr, &hash, nullptr, &serial, id);
        if (ASN1_INTEGER_cmp(serial, X509_get0_serialNumber(certificate)) != 0)
            continue;
        const EVP_MD *const digest = EVP_get_digestbyobj(hash);
        const CertIdPtr wanted(
            issuer && digest ? OCSP_cert_to_id(digest, certificate, issuer) : nullptr);
        // Without the issuer the number has to do; clients look at the rest.
        if (!issuer || (wanted && OCSP_id_cmp(wanted.get(), id) == 0))
            return single;
    }
    return nullptr;
}

struct Valid {
    qint64 untilMs = 0;
};

/// Until when @p bytes are a response that may be stapled to the certificate of @p context; an
/// English sentence in place of that.
std::variant<Valid, const char *> judge(const QByteArray &bytes, SSL_CTX *context)
{
    const auto *at = reinterpret_cast<const unsigned char *>(bytes.constData());
    const ResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &at, long(bytes.size())));
    if (!response)
        return QT_TRANSLATE_NOOP("net", "it is no OCSP response in DER form");
    if (OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL)
        return QT_TRANSLATE_NOOP("net", "the authority has given no answer");
    const BasicPtr basic(OCSP_response_get1_basic(response.get()));
    if (!basic)
        return QT_TRANSLATE_NOOP("net", "it is no OCSP response in DER form");
    X509 *const certificate = SSL_CTX_get0_certificate(context);
    STACK_OF(X509) *chain = nullptr;
    SSL_CTX_get0_chain_certs(context, &chain);
    X509 *const issuer = issuerOf(certificate, chain);
    OCSP_SINGLERESP *const single = answerAbout(certificate, issuer, basic.get());
    if (!single)
        return QT_TRANSLATE_NOOP("net", "it is about another certificate");
    if (issuer && !isSigned(basic.get(), issuer, chain))
        return QT_TRANSLATE_NOOP("net", "who has issued the certificate has not signed it");
    ASN1_GENERALIZEDTIME *from = nullptr;
    ASN1_GENERALIZEDTIME *until = nullptr;
    const int status = OCSP_single_get0_status(single, nullptr, nullptr, &from, &until);
    if (status != V_OCSP_CERTSTATUS_GOOD)
        return QT_TRANSLATE_NOOP("net", "it does not say that the certificate is good");
    const qint64 now = core::nowMs();
    // Without an end there is always news (RFC 6960 §4.2.2.1).
    const qint64 untilMs = until ? unixMs(until) : std::numeric_limits<qint64>::max();
    if (unixMs(from) > now + SkewMs || untilMs <= now)
        return QT_TRANSLATE_NOOP("net", "it is not valid now");
    return Valid{untilMs};
}

QByteArray digestOf(X509 *certificate)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    X509_digest(certificate, EVP_sha256(), digest, &size);
    return QByteArray(reinterpret_cast<const char *>(digest), qsizetype(size));
}

} // namespace

void OcspStaple::use(ssl_ctx_st *context, std::shared_ptr<OcspStaple> staple)
{
    SSL_CTX_set_ex_data(context, stapleIndex(), new std::shared_ptr<OcspStaple>(std::move(staple)));
    SSL_CTX_set_tlsext_status_cb(context, net::staple);
}

void OcspStaple::name(const QString &file)
{
    const std::lock_guard refreshing(m_refreshing);
    if (file == m_file)
        return;
    m_file = file;
    m_certificate.clear(); // Another state of things.
}

QByteArray OcspStaple::response(qint64 nowMs) const
{
    const std::lock_guard lock(m_mutex);
    return nowMs < m_untilMs ? m_response : QByteArray();
}

core::Result<bool> OcspStaple::refresh(ssl_ctx_st *context)
{
    const std::lock_guard refreshing(m_refreshing);
    const QByteArray certificate = digestOf(SSL_CTX_get0_certificate(context));
    const FileStamp stamp = m_file.isEmpty() ? FileStamp() : FileStamp::of(m_file);
    const bool isNew = stamp != m_stamp || certificate != m_certificate;
    const bool hasEnded = !m_file.isEmpty() && !m_isWrong && response(core::nowMs()).isEmpty();
    if (!isNew && !hasEnded)
        return false;
    m_stamp = stamp;
    m_certificate = certificate;
    const auto outcome = read(context);
    m_isWrong = !outcome;
    if (!outcome)
        return outcome.error();
    return !m_file.isEmpty();
}

core::Result<void> OcspStaple::read(ssl_ctx_st *context)
{
    QByteArray bytes;
    std::variant<Valid, const char *> judged = Valid{};
    if (!m_file.isEmpty()) {
        QFile file(m_file);
        if (file.open(QIODevice::ReadOnly))
            bytes = file.read(MaxBytes);
        judged =
            bytes.isEmpty() ? QT_TRANSLATE_NOOP("net", "it cannot be read") : judge(bytes, context);
        ERR_clear_error();
    }
    const auto *const wrong = std::get_if<const char *>(&judged);
    {
        const std::lock_guard lock(m_mutex);
        m_response = wrong ? QByteArray() : bytes;
        m_untilMs = wrong ? 0 : std::get<Valid>(judged).untilMs;
    }
    if (!wrong)
        return {};
    return {core::Errc::Invalid,
        QCoreApplication::translate("net", "file %1: %2")
            .arg(m_file, QCoreApplication::translate("net", *wrong))};
}

} // namespace digidig::net
