// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/jwt.h"
#include "jwttesting.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig;
using testing::base64Url;
using testing::Hs256;
using testing::signedToken;

namespace {

const QByteArray Secret = "a secret of the tests";
const QByteArray Claims = R"({"username":"jana","roles":["user"],"exp":2000000000,"jti":"1"})";

class TestJwt : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGoodTokenIsRead()
    {
        const QByteArray token = signedToken(Hs256, Claims, Secret);
        QVERIFY(auth::looksLikeJwt(token));
        QVERIFY(auth::hasSignature(token, Secret));
        const auto jwt = auth::claimsOf(token);
        QVERIFY(jwt);
        QCOMPARE(jwt->username, QStringLiteral("jana"));
        QCOMPARE(jwt->roles, QStringList(QStringLiteral("user")));
        QCOMPARE(jwt->id, QStringLiteral("1"));
        QCOMPARE(jwt->expiresMs, 2'000'000'000'000);
        QVERIFY(jwt->isValidAt(1'999'999'999'999));
        QVERIFY(!jwt->isValidAt(2'000'000'000'000));
    }

    /// RFC 7515, appendix A.1: a signature that somebody else has made.
    void theExampleOfTheStandardIsSigned()
    {
        const QByteArray key =
            QByteArray::fromBase64("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75"
                                   "aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
                QByteArray::Base64UrlEncoding);
        const QByteArray token =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
            "Ijp0cnVlfQ."
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        QVERIFY(auth::hasSignature(token, key));
        QVERIFY(!auth::hasSignature(token, key + 'x'));
        QVERIFY(!auth::claimsOf(token)); // No username.
    }

    void everythingElseIsRefused_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("payload");
        const auto header = [](const char *name, const QByteArray &text) {
            QTest::addRow("header: %s", name) << text << Claims;
        };
        header("no algorithm", R"({"typ":"JWT"})");
        header("none", R"({"alg":"none"})");
        header("HS512", R"({"alg":"HS512"})");
        header("RS256", R"({"alg":"RS256"})");
        header("in lower case", R"({"alg":"hs256"})");
        header("a list", R"({"alg":["HS256"]})");
        header("a number", R"({"alg":256})");
        header("critical", R"({"alg":"HS256","crit":["b64"],"b64":false})");
        header("no object", R"(["HS256"])");
        header("a text", R"("HS256")");
        header("no JSON", "HS256");
        header("cut", R"({"alg":"HS256")");
        const auto payload = [](const char *name, const QByteArray &text) {
            QTest::addRow("payload: %s", name) << Hs256 << text;
        };
        payload("no end", R"({"username":"a","roles":[]})");
        payload("end as text", R"({"username":"a","roles":[],"exp":"2000000000"})");
        payload("end null", R"({"username":"a","roles":[],"exp":null})");
        payload("end negative", R"({"username":"a","roles":[],"exp":-1})");
        payload("end beyond all", R"({"username":"a","roles":[],"exp":1e300})");
        payload("end beyond a double", R"({"username":"a","roles":[],"exp":1e999})");
        payload("no name", R"({"roles":[],"exp":2000000000})");
        payload("empty name", R"({"username":"","roles":[],"exp":2000000000})");
        payload("name a number", R"({"username":1,"roles":[],"exp":2000000000})");
        payload("name with a line break", R"({"username":"a\nb","roles":[],"exp":2000000000})");
        payload("name with NUL", R"({"username":"a\u0000b","roles":[],"exp":2000000000})");
        payload("long name",
            R"({"username":")" + QByteArray(321, 'a') + R"(","roles":[],"exp":2000000000})");
        payload("roles a text", R"({"username":"a","roles":"admin","exp":2000000000})");
        payload("roles null", R"({"username":"a","roles":null,"exp":2000000000})");
        payload("a role is a list", R"({"username":"a","roles":[["admin"]],"exp":2000000000})");
        payload("many roles",
            R"({"username":"a","roles":[)" + QByteArray(R"("a",)").repeated(64)
                + R"("a"],"exp":2000000000})");
        payload("jti a number", R"({"username":"a","roles":[],"exp":2000000000,"jti":1})");
        payload("beginning as text", R"({"username":"a","roles":[],"exp":2000000000,"nbf":"0"})");
        payload("a list", "[" + Claims + "]");
        payload("twice", Claims + Claims);
        payload("deep", QByteArray(3000, '[') + QByteArray(3000, ']'));
        payload("deep objects", QByteArray(R"({"a":)").repeated(800) + '1' + QByteArray(800, '}'));
        payload("empty", " ");
        payload("no UTF-8", R"({"username":")" + QByteArray("\xff\xfe") + R"(","exp":2000000000})");
    }
    void everythingElseIsRefused()
    {
        QFETCH(const QByteArray, header);
        QFETCH(const QByteArray, payload);
        QVERIFY(!auth::claimsOf(signedToken(header, payload, Secret)));
    }

    void formIsStrict_data()
    {
        QTest::addColumn<QByteArray>("token");
        const QByteArray good = signedToken(Hs256, Claims, Secret);
        const QList<QByteArray> parts = good.split('.');
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("dots") << QByteArray("..");
        QTest::newRow("two parts") << parts[0] + '.' + parts[1];
        QTest::newRow("four parts") << good + ".x";
        QTest::newRow("no signature") << parts[0] + '.' + parts[1] + '.';
        QTest::newRow("padding") << good + '=';
        QTest::newRow("a space") << good + ' ';
        QTest::newRow("plain base64") << good + "+/";
        QTest::newRow("NUL") << good + QByteArray(1, '\0');
        QTest::newRow("long") << good + QByteArray(auth::MaxJwtBytes, 'x');
    }
    void formIsStrict()
    {
        QFETCH(const QByteArray, token);
        QVERIFY(!auth::looksLikeJwt(token));
        QVERIFY(!auth::claimsOf(token));
        QVERIFY(!auth::hasSignature(token, Secret));
    }

    void oneSpellingOfASignatureIsGood()
    {
        QByteArray token = signedToken(Hs256, Claims, Secret);
        // 32 bytes leave two bits of the last character over.
        static const QByteArray alphabet =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        const char last = token.back();
        for (const char other : alphabet) {
            token.back() = other;
            QCOMPARE(auth::hasSignature(token, Secret), other == last);
        }
    }

    void aNotYetValidTokenIsNone()
    {
        const auto jwt = auth::claimsOf(
            signedToken(Hs256, R"({"username":"a","exp":2000000000.5,"nbf":1000000000})", Secret));
        QVERIFY(jwt);
        QVERIFY(!jwt->isValidAt(999'999'999'999));
        QVERIFY(jwt->isValidAt(1'000'000'000'000));
        QVERIFY(jwt->isValidAt(2'000'000'000'499));
    }

    void noByteOfATokenMayChange()
    {
        const QByteArray good = signedToken(Hs256, Claims, Secret);
        auto *const random = QRandomGenerator::global();
        for (int i = 0; i < 20'000; ++i) {
            QByteArray token = good;
            const int changes = 1 + int(random->bounded(3));
            for (int k = 0; k < changes; ++k) {
                const auto at = qsizetype(random->bounded(int(token.size())));
                switch (random->bounded(3)) {
                case 0:
                    token[at] = char(random->bounded(256));
                    break;
                case 1:
                    token.truncate(std::max<qsizetype>(at, 1));
                    break;
                default:
                    token.insert(at, char(random->bounded(256)));
                }
            }
            if (token != good)
                QVERIFY2(!auth::hasSignature(token, Secret), token.toPercentEncoding().constData());
            (void)auth::claimsOf(token);
        }
    }
};

} // namespace

QTEST_APPLESS_MAIN(TestJwt)

#include "tst_jwt.moc"
