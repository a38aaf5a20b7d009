// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/saslexternal.h"
#include "auth/sasloauth.h"
#include "auth/saslplain.h"
#include "auth/username.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <QtCore/QCryptographicHash>
#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig;

namespace {

QByteArray certificate(const char *commonName, const char *alternative)
{
    EVP_PKEY *const key = EVP_EC_gen("P-256");
    X509 *const made = X509_new();
    X509_set_version(made, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
    X509_gmtime_adj(X509_getm_notBefore(made), 0);
    X509_gmtime_adj(X509_getm_notAfter(made), 3600);
    X509_set_pubkey(made, key);
    if (*commonName != '\0') {
        X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_UTF8,
            reinterpret_cast<const unsigned char *>(commonName), -1, -1, 0);
    }
    if (*alternative != '\0') {
        X509_EXTENSION *const extension =
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative);
        X509_add_ext(made, extension, -1);
        X509_EXTENSION_free(extension);
    }
    X509_sign(made, key, EVP_sha256());
    unsigned char *der = nullptr;
    const int size = i2d_X509(made, &der);
    QByteArray bytes(reinterpret_cast<const char *>(der), size);
    OPENSSL_free(der);
    X509_free(made);
    EVP_PKEY_free(key);
    return bytes;
}

QStringList texts(const char *list)
{
    return QString::fromLatin1(list).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

class TestSasl : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// RFC 7628 §4.1.
    void theExampleOfTheRfc()
    {
        const auto read = auth::readOAuthBearer(
            "n,a=user@example.com,\x01host=server.example.com\x01port=143\x01"
            "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01");
        QVERIFY(read.has_value());
        QCOMPARE(read->authzid, QByteArray("user@example.com"));
        QCOMPARE(read->token, QByteArray("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="));
    }

    void oauthBearer_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("token"); // Empty: it is none.
        const auto row = [](const char *name, const QByteArray &message, const char *token = "") {
            QTest::newRow(name) << message << QByteArray(token);
        };
        row("no name", "n,,\x01" "auth=Bearer t\x01\x01", "t");
        row("would bind", "y,,\x01" "auth=bearer t\x01\x01", "t");
        row("further pairs", "n,,\x01" "x=y\x01" "auth=BEARER t\x01z=\x01\x01", "t");
        row("empty", {});
        row("bound", "p=tls-exporter,,\x01" "auth=Bearer t\x01\x01");
        row("no pairs", "n,,\x01\x01");
        row("the dummy", "\x01");
        row("no end", "n,,\x01" "auth=Bearer t\x01");
        row("no end at all", "n,,\x01" "auth=Bearer t");
        row("more after the end", "n,,\x01" "auth=Bearer t\x01\x01x");
        row("no token", "n,,\x01" "auth=Bearer \x01\x01");
        row("another scheme", "n,,\x01" "auth=Basic t\x01\x01");
        row("twice", "n,,\x01" "auth=Bearer t\x01" "auth=Bearer u\x01\x01");
        row("blank within", "n,,\x01" "auth=Bearer t u\x01\x01");
        row("eight bits", "n,,\x01" "auth=Bearer \xe9\x01\x01");
        row("NUL", QByteArray("n,,\x01" "auth=Bearer t\x01x=\0\x01\x01", 24));
        row("name without form", "n,bob,\x01" "auth=Bearer t\x01\x01");
        row("huge", "n,,\x01" "auth=Bearer " + QByteArray(20'000, 't') + "\x01\x01");
    }
    void oauthBearer()
    {
        QFETCH(const QByteArray, message);
        QFETCH(const QByteArray, token);
        const auto read = auth::readOAuthBearer(message);
        QCOMPARE(read ? read->token : QByteArray(), token);
        QCOMPARE(read.has_value(), !token.isEmpty());
    }

    void xoauth2()
    {
        const auto read = auth::readXOAuth2("user=bob@example.org\x01" "auth=Bearer t\x01\x01");
        QVERIFY(read.has_value());
        QCOMPARE(read->authzid, QByteArray("bob@example.org"));
        QCOMPARE(read->token, QByteArray("t"));
        for (const QByteArray &wrong : {QByteArray(), QByteArray("auth=Bearer t\x01\x01"),
                 QByteArray("user=\x01" "auth=Bearer t\x01\x01"), QByteArray("user=b\x01\x01"),
                 QByteArray("user=b\x01" "auth=Bearer t\x01"),
                 QByteArray("user=\xff\x01" "auth=Bearer t\x01\x01")})
            QVERIFY2(!auth::readXOAuth2(wrong), wrong.constData());
    }

    void plain()
    {
        const auto read = auth::readPlain(QByteArray("as\0user\0pass", 12));
        QVERIFY(read.has_value());
        QCOMPARE(read->authzid, QByteArray("as"));
        QCOMPARE(read->user, QByteArray("user"));
        QCOMPARE(read->password, QByteArray("pass"));
        for (const QByteArray &wrong : {QByteArray(), QByteArray("user"), QByteArray(2, '\0'),
                 QByteArray("a\0b", 3), QByteArray("\0\0p", 3), QByteArray("\0u\0", 3),
                 QByteArray("a\0b\0c\0d", 7)})
            QVERIFY(!auth::readPlain(wrong));
    }

    void userNames_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("selector");
        const auto row = [](const char *typed, const char *address, const char *selector) {
            QTest::newRow(typed) << QString::fromLatin1(typed) << QString::fromLatin1(address)
                                 << QString::fromLatin1(selector);
        };
        row("bob@example.org", "bob@example.org", "");
        row("bob@example.org/k7mf", "bob@example.org", "k7mf");
        row("bob@example.org/K7MF", "bob@example.org", "k7mf");
        row("bob@example.org/k7m", "bob@example.org/k7m", "");
        row("bob@example.org/k1mf", "bob@example.org/k1mf", "");
        row("b/k7mf@example.org", "b/k7mf@example.org", "");
        row("b/ob@example.org/k7mf", "b/ob@example.org", "k7mf");
        row("/k7mf", "", "k7mf");
        row("", "", "");
    }
    void userNames()
    {
        QFETCH(const QString, typed);
        const auto name = auth::splitUserName(typed);
        QTEST(name.address, "address");
        QTEST(name.selector, "selector");
    }

    void certificates_data()
    {
        QTest::addColumn<QByteArray>("certificate");
        QTest::addColumn<QStringList>("mapping");
        QTest::addColumn<QStringList>("addresses");
        const QByteArray both = certificate(
            "cn@example.org", "email:one@example.org,DNS:host.example.org,email:two@example.org");
        QTest::newRow("e-mail") << both << QStringList() << texts("one@example.org two@example.org");
        QTest::newRow("common name") << both << texts("cn") << texts("cn@example.org");
        QTest::newRow("in order") << both << texts("cn email")
                                  << texts("cn@example.org one@example.org two@example.org");
        const QString digits = QString::fromLatin1(
            QCryptographicHash::hash(both, QCryptographicHash::Sha256).toHex());
        QTest::newRow("fingerprint") << both << QStringList(digits + QStringLiteral("=x@example.org"))
                                     << texts("x@example.org");
        QTest::newRow("fingerprint, upper case")
            << both << QStringList(digits.toUpper() + QStringLiteral("=x@example.org"))
            << texts("x@example.org");
        QTest::newRow("another's fingerprint")
            << both << QStringList(QString(64, u'0') + QStringLiteral("=x@example.org"))
            << QStringList();
        const QByteArray person = certificate("Bob Bobson", "");
        QTest::newRow("no address") << person << texts("email cn") << QStringList();
        QTest::newRow("nameless") << certificate("", "") << texts("email cn") << QStringList();
        QTest::newRow("cut") << both.chopped(10) << texts("email cn") << QStringList();
        QTest::newRow("garbage") << QByteArray("garbage") << texts("email cn") << QStringList();
        QTest::newRow("none") << QByteArray() << texts("email cn") << QStringList();
    }
    void certificates()
    {
        QFETCH(const QByteArray, certificate);
        QFETCH(const QStringList, mapping);
        QTEST(auth::certificateAddresses(certificate, mapping), "addresses");
    }

    void randomBytes()
    {
        QRandomGenerator random(11);
        for (int i = 0; i < 20'000; ++i) {
            QByteArray message(random.bounded(60), Qt::Uninitialized);
            for (char &c : message)
                c = char(random.bounded(8) == 0 ? 1 : random.bounded(256));
            (void)auth::readOAuthBearer(message);
            (void)auth::readOAuthBearer("n,," + message);
            (void)auth::readXOAuth2(message);
            (void)auth::readPlain(message);
            (void)auth::certificateAddresses("\x30" + message, texts("email cn"));
            (void)auth::splitUserName(QString::fromUtf8(message));
        }
    }
};

QTEST_GUILESS_MAIN(TestSasl)
#include "tst_sasl.moc"
