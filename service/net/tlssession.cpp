// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/tlssession.h"

#include "core/clock.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cerrno>

#include <sys/socket.h>

namespace digidig::net {

/// A source and sink of OpenSSL's over the descriptor. The one that comes with OpenSSL would have
/// the process killed by SIGPIPE, and counts nothing.
struct TlsSession::Wire {
    static TlsSession &of(BIO *bio) { return *static_cast<TlsSession *>(BIO_get_data(bio)); }

    static int read(BIO *bio, char *data, int size)
    {
        TlsSession &session = of(bio);
        BIO_clear_retry_flags(bio);
        ssize_t n = 0;
        do {
            n = ::recv(session.m_descriptor, data, size_t(size), 0);
        } while (n < 0 && errno == EINTR);
        if (n > 0)
            session.m_traffic.bytesIn.fetch_add(n, std::memory_order_relaxed);
        else if (n == 0)
            session.m_wireEnded = true;
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            BIO_set_retry_read(bio);
        return int(n);
    }

    static int write(BIO *bio, const char *data, int size)
    {
        TlsSession &session = of(bio);
        BIO_clear_retry_flags(bio);
        ssize_t n = 0;
        do {
            n = ::send(session.m_descriptor, data, size_t(size), MSG_NOSIGNAL);
        } while (n < 0 && errno == EINTR);
        if (n >= 0)
            session.m_traffic.bytesOut.fetch_add(n, std::memory_order_relaxed);
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            BIO_set_retry_write(bio);
        return int(n);
    }

    static long control(BIO *bio, int command, long, void *)
    {
        switch (command) {
        case BIO_CTRL_FLUSH:
            return 1;
        case BIO_CTRL_EOF:
            return of(bio).m_wireEnded ? 1 : 0;
        default:
            return 0;
        }
    }

    static const BIO_METHOD *method()
    {
        static const BIO_METHOD *const all = [] {
            BIO_METHOD *made =
                BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "descriptor");
            if (!made)
                qFatal("No memory for TLS");
            BIO_meth_set_read(made, read);
            BIO_meth_set_write(made, write);
            BIO_meth_set_ctrl(made, control);
            return made;
        }();
        return all;
    }
};

TlsSession::TlsSession(ssl_ctx_st *context, int descriptor, Connection &traffic)
    : m_descriptor(descriptor)
    , m_traffic(traffic)
    , m_ssl(SSL_new(context))
{
    BIO *const wire = m_ssl ? BIO_new(Wire::method()) : nullptr;
    if (!wire) {
        m_ssl.reset(); // Everything fails.
        return;
    }
    BIO_set_data(wire, this);
    BIO_set_init(wire, 1);
    SSL_set_bio(m_ssl.get(), wire, wire);
    SSL_set_accept_state(m_ssl.get());
}

TlsSession::~TlsSession()
{
    ERR_clear_error();
}

TlsSession::Outcome TlsSession::outcomeOf(int result)
{
    const int error = SSL_get_error(m_ssl.get(), result);
    switch (error) {
    case SSL_ERROR_NONE:
        return Outcome::Done;
    case SSL_ERROR_WANT_READ:
        return Outcome::WantRead;
    case SSL_ERROR_WANT_WRITE:
        return Outcome::WantWrite;
    case SSL_ERROR_ZERO_RETURN:
        return Outcome::Ended;
    case SSL_ERROR_SYSCALL:
        m_reason = m_wireEnded ? "connection closed" : "connection broken";
        break;
    default:
        if (const char *reason = ERR_reason_error_string(ERR_peek_last_error()))
            m_reason = reason;
        break;
    }
    ERR_clear_error();
    return Outcome::Failed;
}

TlsSession::Outcome TlsSession::handshake()
{
    if (!m_ssl)
        return Outcome::Failed;
    ERR_clear_error();
    // Ended before it has begun is no success.
    const Outcome outcome = outcomeOf(SSL_do_handshake(m_ssl.get()));
    return outcome == Outcome::Ended ? Outcome::Failed : outcome;
}

TlsSession::Outcome TlsSession::read(char *data, qsizetype size, qsizetype *got)
{
    ERR_clear_error();
    const int n = SSL_read(m_ssl.get(), data, int(size));
    *got = std::max(n, 0);
    return outcomeOf(n);
}

TlsSession::Outcome TlsSession::write(QByteArrayView bytes, qsizetype *taken)
{
    ERR_clear_error();
    const int n = SSL_write(m_ssl.get(), bytes.data(), int(bytes.size()));
    *taken = std::max(n, 0);
    const Outcome outcome = outcomeOf(n);
    return outcome == Outcome::Ended ? Outcome::Failed : outcome;
}

void TlsSession::sendEnd()
{
    if (!m_ssl || !SSL_is_init_finished(m_ssl.get()))
        return;
    ERR_clear_error();
    SSL_shutdown(m_ssl.get());
    ERR_clear_error();
}

TlsFacts TlsSession::facts() const
{
    TlsFacts facts;
    if (!m_ssl || !SSL_is_init_finished(m_ssl.get()))
        return facts;
    const SSL *ssl = m_ssl.get();
    facts.version = SSL_get_version(ssl);
    facts.cipher = SSL_get_cipher_name(ssl);
    if (const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
        facts.serverName = QByteArray(name).toLower();
    facts.resumed = SSL_session_reused(m_ssl.get()) == 1;
    if (X509 *peer = SSL_get0_peer_certificate(ssl);
        peer && SSL_get_verify_result(ssl) == X509_V_OK) {
        unsigned char *der = nullptr;
        const int size = i2d_X509(peer, &der);
        if (size > 0)
            facts.peerCertificate = QByteArray(reinterpret_cast<const char *>(der), size);
        OPENSSL_free(der);
    }
    return facts;
}

QByteArray TlsSession::exportKey(QByteArrayView label, qsizetype bytes) const
{
    if (!m_ssl || !SSL_is_init_finished(m_ssl.get()) || bytes <= 0 || bytes > 4096)
        return {};
    // RFC 9266 §4.2: in TLS 1.2 it is unique only with the extended master secret.
    if (SSL_version(m_ssl.get()) < TLS1_3_VERSION && SSL_get_extms_support(m_ssl.get()) != 1)
        return {};
    QByteArray key(bytes, Qt::Uninitialized);
    const int ok = SSL_export_keying_material(m_ssl.get(),
        reinterpret_cast<unsigned char *>(key.data()), size_t(bytes), label.data(),
        size_t(label.size()), reinterpret_cast<const unsigned char *>(""), 0, 1);
    ERR_clear_error();
    return ok == 1 ? key : QByteArray();
}

} // namespace digidig::net
