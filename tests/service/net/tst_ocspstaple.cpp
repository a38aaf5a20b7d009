// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "net/tlscontext.h"
#include "streamfixture.h"

#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

using namespace streams;

namespace {

/// A certificate authority, a certificate of it, and what it says about that.
class Authority {
public:
    Authority()
        : m_key(EVP_EC_gen("P-256"))
        , m_certificate(make("authority", m_key, nullptr, nullptr, 1))
    {
    }
    ~Authority()
    {
        X509_free(m_certificate);
        EVP_PKEY_free(m_key);
    }
    Q_DISABLE_COPY_MOVE(Authority)

    struct Issued {
        EVP_PKEY *key = nullptr;
        X509 *certificate = nullptr;
        ~Issued()
        {
            X509_free(certificate);
            EVP_PKEY_free(key);
        }
    };
    std::unique_ptr<Issued> issue(long serial)
    {
        auto issued = std::make_unique<Issued>();
        issued->key = EVP_EC_gen("P-256");
        issued->certificate =
            make("mail.example.org", issued->key, m_certificate, m_key, serial);
        return issued;
    }

    struct Saying {
        int status = V_OCSP_CERTSTATUS_GOOD;
        long fromSeconds = -60; ///< From now.
        long untilSeconds = 3600; ///< From now; 0: no end.
    };
    QByteArray say(const Issued &about, const Saying &saying)
    {
        return say(about, saying, m_certificate, m_key);
    }
    QByteArray say(const Issued &about, const Saying &saying, X509 *signer, EVP_PKEY *key)
    {
        OCSP_BASICRESP *const basic = OCSP_BASICRESP_new();
        OCSP_CERTID *const id = OCSP_cert_to_id(EVP_sha1(), about.certificate, m_certificate);
        ASN1_TIME *const from = X509_gmtime_adj(nullptr, saying.fromSeconds);
        ASN1_TIME *const until =
            saying.untilSeconds == 0 ? nullptr : X509_gmtime_adj(nullptr, saying.untilSeconds);
        ASN1_TIME *const revoked = X509_gmtime_adj(nullptr, -3600);
        OCSP_basic_add1_status(basic, id, saying.status, OCSP_REVOKED_STATUS_NOSTATUS,
            saying.status == V_OCSP_CERTSTATUS_REVOKED ? revoked : nullptr, from, until);
        OCSP_basic_sign(basic, signer, key, EVP_sha256(), nullptr, 0);
        OCSP_RESPONSE *const response =
            OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
        unsigned char *der = nullptr;
        const int size = i2d_OCSP_RESPONSE(response, &der);
        const QByteArray bytes(reinterpret_cast<const char *>(der), size);
        OPENSSL_free(der);
        OCSP_RESPONSE_free(response);
        OCSP_CERTID_free(id);
        OCSP_BASICRESP_free(basic);
        for (ASN1_TIME *time : {from, until, revoked})
            ASN1_TIME_free(time);
        return bytes;
    }
    [[nodiscard]] X509 *certificate() const { return m_certificate; }

private:
    static X509 *make(
        const char *name, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuerKey, long serial)
    {
        X509 *const certificate = X509_new();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
        X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
            reinterpret_cast<const unsigned char *>(name), -1, -1, 0);
        X509_set_issuer_name(certificate, X509_get_subject_name(issuer ? issuer : certificate));
        X509_set_pubkey(certificate, key);
        X509_EXTENSION *const basic = X509V3_EXT_conf_nid(
            nullptr, nullptr, NID_basic_constraints, issuer ? "CA:FALSE" : "critical,CA:TRUE");
        X509_add_ext(certificate, basic, -1);
        X509_EXTENSION_free(basic);
        X509_sign(certificate, issuer ? issuerKey : key, EVP_sha256());
        return certificate;
    }

    EVP_PKEY *m_key;
    X509 *m_certificate;
};

QByteArray pem(X509 *certificate)
{
    BIO *const bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, certificate);
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    const QByteArray text(data, qsizetype(size));
    BIO_free(bio);
    return text;
}

QByteArray pem(EVP_PKEY *key)
{
    BIO *const bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    const QByteArray text(data, qsizetype(size));
    BIO_free(bio);
    return text;
}

/// The response that a client gets with the handshake; empty: none.
QByteArray stapled(quint16 port, int version)
{
    Client client(port);
    SSL_CTX *const context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_max_proto_version(context, version);
    SSL *const ssl = SSL_new(context);
    SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
    SSL_set_fd(ssl, client.descriptor());
    QByteArray found("(no handshake)");
    if (SSL_connect(ssl) == 1) {
        const unsigned char *response = nullptr;
        const long size = SSL_get_tlsext_status_ocsp_resp(ssl, &response);
        found = size > 0 ? QByteArray(reinterpret_cast<const char *>(response), qsizetype(size))
                         : QByteArray();
    }
    SSL_free(ssl);
    SSL_CTX_free(context);
    return found;
}

} // namespace

class TestOcspStaple : public QObject {
    Q_OBJECT

    QTemporaryDir m_directory;
    std::shared_ptr<net::TlsContext> m_tls;
    Authority m_authority;
    std::unique_ptr<Authority::Issued> m_issued;

    QString path(const char *name) const
    {
        return m_directory.filePath(QString::fromLatin1(name));
    }
    void write(const char *name, const QByteArray &bytes)
    {
        // As programs renew files: by a rename.
        QFile file(path(name) + QStringLiteral(".new"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
        file.close();
        QFile::remove(path(name));
        QVERIFY(file.rename(path(name)));
    }
    void load(const Authority::Issued &issued, bool withIssuer)
    {
        write("cert.pem",
            pem(issued.certificate)
                + (withIssuer ? pem(m_authority.certificate()) : QByteArray()));
        write("key.pem", pem(issued.key));
        const auto loaded = m_tls->load(path("cert.pem"), path("key.pem"));
        QVERIFY2(loaded.ok(), loaded ? "" : qPrintable(loaded.error().message));
    }

private Q_SLOTS:
    void init()
    {
        m_tls = std::make_shared<net::TlsContext>();
        m_issued = m_authority.issue(7);
        load(*m_issued, true);
    }

    void stapling_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("1.2") << TLS1_2_VERSION;
        QTest::newRow("1.3") << TLS1_3_VERSION;
    }
    void stapling()
    {
        QFETCH(int, version);
        Service service(m_tls);
        const quint16 port = service.listen(true);
        QVERIFY(stapled(port, version).isEmpty());
        const QByteArray response = m_authority.say(*m_issued, {});
        write("ocsp.der", response);
        m_tls->setOcspFile(path("ocsp.der"));
        QCOMPARE(*m_tls->refreshOcsp(), true);
        QCOMPARE(*m_tls->refreshOcsp(), false);
        QCOMPARE(stapled(port, version), response);
        // Who does not ask gets none, and is served all the same.
        Client client(port);
        TlsClient tls(client, {.maximum = version});
        QVERIFY(tls.ok);
        // A new one.
        const QByteArray later = m_authority.say(*m_issued, {.untilSeconds = 0});
        write("ocsp.der", later);
        QCOMPARE(*m_tls->refreshOcsp(), true);
        QCOMPARE(stapled(port, version), later);
        // The certificate is renewed; nobody knows the new one yet.
        const auto renewed = m_authority.issue(8);
        load(*renewed, true);
        QVERIFY(!m_tls->refreshOcsp());
        QCOMPARE(*m_tls->refreshOcsp(), false); // Said once.
        QVERIFY(stapled(port, version).isEmpty());
        const QByteArray about = m_authority.say(*renewed, {});
        write("ocsp.der", about);
        QCOMPARE(*m_tls->refreshOcsp(), true);
        QCOMPARE(stapled(port, version), about);
        // Not wanted any more.
        m_tls->setOcspFile({});
        QCOMPARE(*m_tls->refreshOcsp(), false);
        QVERIFY(stapled(port, version).isEmpty());
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("response");
        QTest::addColumn<QString>("why");
        const auto row = [](const char *name, const QByteArray &response, const char *why) {
            QTest::newRow(name) << response << QString::fromLatin1(why);
        };
        const auto issued = m_authority.issue(7); // The same number; another key.
        const auto other = m_authority.issue(9);
        Authority stranger;
        const auto ofStranger = stranger.issue(7);
        const QByteArray good = m_authority.say(*issued, {});
        row("stale", m_authority.say(*issued, {.fromSeconds = -7200, .untilSeconds = -3600}),
            "not valid now");
        row("of tomorrow", m_authority.say(*issued, {.fromSeconds = 7200, .untilSeconds = 9999}),
            "not valid now");
        row("revoked", m_authority.say(*issued, {.status = V_OCSP_CERTSTATUS_REVOKED}),
            "does not say that the certificate is good");
        row("unknown", m_authority.say(*issued, {.status = V_OCSP_CERTSTATUS_UNKNOWN}),
            "does not say that the certificate is good");
        row("of another certificate", m_authority.say(*other, {}), "another certificate");
        row("of another authority", stranger.say(*ofStranger, {}), "another certificate");
        row("signed by another",
            m_authority.say(*issued, {}, ofStranger->certificate, ofStranger->key), "has not signed");
        row("no answer", QByteArray::fromHex("30030a0103"), "no answer");
        row("empty", {}, "cannot be read");
        row("PEM", "-----BEGIN OCSP RESPONSE-----\n" + good.toBase64(), "DER");
        row("cut off", good.chopped(1), "DER");
    }
    void refused()
    {
        QFETCH(QByteArray, response);
        QFETCH(QString, why);
        Service service(m_tls);
        const quint16 port = service.listen(true);
        write("ocsp.der", m_authority.say(*m_issued, {}));
        m_tls->setOcspFile(path("ocsp.der"));
        QCOMPARE(*m_tls->refreshOcsp(), true);
        write("ocsp.der", response);
        const auto refreshed = m_tls->refreshOcsp();
        QVERIFY(!refreshed);
        QVERIFY2(refreshed.error().message.contains(why), qPrintable(refreshed.error().message));
        QVERIFY(refreshed.error().message.contains(path("ocsp.der")));
        QVERIFY(stapled(port, TLS1_3_VERSION).isEmpty());
        QCOMPARE(*m_tls->refreshOcsp(), false); // Said once.
    }

    void missing()
    {
        m_tls->setOcspFile(path("nowhere.der"));
        QVERIFY(!m_tls->refreshOcsp());
        QCOMPARE(*m_tls->refreshOcsp(), false);
        m_tls->setOcspFile(path("elsewhere.der"));
        QVERIFY(!m_tls->refreshOcsp());
    }

    /// Of a chain without the authority the number has to do.
    void withoutTheIssuer()
    {
        load(*m_issued, false);
        const QByteArray response = m_authority.say(*m_issued, {});
        write("ocsp.der", response);
        m_tls->setOcspFile(path("ocsp.der"));
        QCOMPARE(*m_tls->refreshOcsp(), true);
        Service service(m_tls);
        QCOMPARE(stapled(service.listen(true), TLS1_3_VERSION), response);
    }

    /// It ends while it is in force: nothing is sent from then on, and that is said once.
    void ending()
    {
        const QByteArray response = m_authority.say(*m_issued, {.untilSeconds = 2});
        write("ocsp.der", response);
        m_tls->setOcspFile(path("ocsp.der"));
        QCOMPARE(*m_tls->refreshOcsp(), true);
        Service service(m_tls);
        const quint16 port = service.listen(true);
        QTRY_VERIFY_WITH_TIMEOUT(stapled(port, TLS1_3_VERSION).isEmpty(), Patience);
        QVERIFY(!m_tls->refreshOcsp());
        QCOMPARE(*m_tls->refreshOcsp(), false);
    }
};

QTEST_GUILESS_MAIN(TestOcspStaple)
#include "tst_ocspstaple.moc"
