// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/saslprep.h"
#include "auth/saslscram.h"
#include "scramclient.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig;
using auth::ScramExchange;
using Fault = auth::ScramExchange::Fault;
using test::ScramClient;

namespace {

const QByteArray Binding(32, 'b');
const QByteArray Nonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

auth::ScramVerifier pencil()
{
    return *auth::scramVerifier("pencil", QByteArray::fromBase64("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
}

ScramExchange::Options bound(bool plus)
{
    return {.plus = plus, .offered = true, .binding = Binding, .serverNonce = {}};
}

/// A whole exchange; its end.
Fault exchanged(ScramExchange &exchange, ScramClient &client, const auth::ScramVerifier &verifier)
{
    const Fault begun = exchange.begin(client.first());
    if (begun != Fault::None)
        return begun;
    return exchange.finish(client.final(exchange.challenge(verifier)));
}

} // namespace

class TestScram : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// RFC 7677 §3.
    void theExampleOfTheRfc()
    {
        ScramExchange exchange({.serverNonce = Nonce});
        QVERIFY(exchange.begin("n,,n=user,r=rOprNGfwEbeRWgbNEkqO") == Fault::None);
        QCOMPARE(exchange.user(), QByteArray("user"));
        QCOMPARE(exchange.authzid(), QByteArray());
        QCOMPARE(exchange.challenge(pencil()),
            QByteArray("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                       "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
        QVERIFY(exchange.finish("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
            == Fault::None);
        QCOMPARE(exchange.serverFinal(),
            QByteArray("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
        // It proves once.
        QVERIFY(exchange.finish("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
            == Fault::Malformed);
    }

    /// RFC 4013 §3.
    void prepared_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("prepared"); // Null: prohibited.
        QTest::newRow("soft hyphen") << QStringLiteral(u"I\u00adX") << QStringLiteral("IX");
        QTest::newRow("ASCII") << QStringLiteral("USER") << QStringLiteral("USER");
        QTest::newRow("NFKC") << QStringLiteral(u"\u00aa") << QStringLiteral("a");
        QTest::newRow("Roman nine") << QStringLiteral(u"\u2168") << QStringLiteral("IX");
        QTest::newRow("control") << QStringLiteral(u"\u0007") << QString();
        QTest::newRow("both directions") << QStringLiteral(u"\u0627\u0031") << QString();
        QTest::newRow("composed") << QStringLiteral(u"z\u030c") << QStringLiteral(u"\u017e");
        QTest::newRow("long") << QString(1000, QChar(0xfdfa)) << QString(1000, u' ');
    }
    void prepared()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, prepared);
        const auto made = auth::saslPrepared(text.toUtf8());
        QCOMPARE(made.ok(), !prepared.isNull());
        if (made.ok() && prepared.trimmed().isEmpty())
            QCOMPARE(QString::fromUtf8(*made).size(), text.size() * 18); // U+FDFA is 18 characters
        else if (made.ok())
            QCOMPARE(QString::fromUtf8(*made), prepared);
    }
    void preparedIsUtf8()
    {
        QVERIFY(!auth::saslPrepared("\xff\xfe").ok());
    }

    void verifiersAreKeptAsText()
    {
        const auto made = auth::makeScramVerifier("a password");
        QVERIFY(made.ok());
        QCOMPARE(made->iterations, auth::ScramIterations);
        const QByteArray text = made->toText();
        const auto read = auth::ScramVerifier::fromText(text);
        QCOMPARE(read.toText(), text);
        QVERIFY(read.isWhole());
        QVERIFY(!text.contains("a password"));
        QVERIFY(auth::makeScramVerifier("a password")->toText() != text); // Another salt.
        for (const QByteArray &wrong : {QByteArray(), text.chopped(4), "SCRAM-SHA-1" + text.mid(13),
                 QByteArray("SCRAM-SHA-256$0:AAAA$AAAA:AAAA"), QByteArray("$$"), QByteArray(5000, '$')})
            QVERIFY2(!auth::ScramVerifier::fromText(wrong).isWhole(), wrong.constData());
    }

    void decoysAreStableAndNobodys()
    {
        const QString eve = QStringLiteral("eve@example.org");
        const auto one = auth::decoyVerifier("secret", eve);
        QCOMPARE(one.toText(), auth::decoyVerifier("secret", eve).toText());
        QVERIFY(one.salt != auth::decoyVerifier("secret", QStringLiteral("bob@example.org")).salt);
        QVERIFY(one.salt != auth::decoyVerifier("another", eve).salt);
        // As long as those of real users.
        QCOMPARE(one.salt.size(), auth::ScramSaltBytes);
        QCOMPARE(one.iterations, auth::makeScramVerifier("a password")->iterations);
    }

    void exchanges_data()
    {
        QTest::addColumn<QByteArray>("gs2");
        QTest::addColumn<QByteArray>("binding");
        QTest::addColumn<bool>("plus");
        QTest::addColumn<bool>("offered");
        QTest::addColumn<int>("end");
        const auto row = [](const char *name, const char *gs2, const QByteArray &binding, bool plus,
                             bool offered, Fault end) {
            QTest::newRow(name) << QByteArray(gs2) << binding << plus << offered << int(end);
        };
        row("not bound", "n,,", {}, false, false, Fault::None);
        row("not bound, though it could be", "n,,", {}, false, true, Fault::None);
        row("would bind", "y,,", {}, false, false, Fault::None);
        row("downgraded", "y,,", {}, false, true, Fault::Downgrade);
        row("downgraded within PLUS", "y,,", {}, true, true, Fault::Downgrade);
        row("bound", "p=tls-exporter,,", Binding, true, true, Fault::None);
        row("bound, acting as", "p=tls-exporter,a=bob=2C=3D,", Binding, true, true, Fault::None);
        row("of another channel", "p=tls-exporter,,", QByteArray(32, 'c'), true, true,
            Fault::Binding);
        row("of no channel", "p=tls-exporter,,", {}, true, true, Fault::Binding);
        row("cut", "p=tls-exporter,,", Binding.chopped(1), true, true, Fault::Binding);
        row("PLUS unbound", "n,,", {}, true, true, Fault::Binding);
        row("bound without PLUS", "p=tls-exporter,,", Binding, false, true, Fault::Binding);
        row("another kind", "p=tls-unique,,", Binding, true, true, Fault::Binding);
        row("there is none", "p=tls-exporter,,", Binding, true, false, Fault::Binding);
        row("no flag", ",,", {}, false, false, Fault::Malformed);
        row("foreign flag", "x,,", {}, false, false, Fault::Malformed);
        row("no authzid", "n,bob,", {}, false, false, Fault::Malformed);
        row("wrong authzid", "n,a=b=2d,", {}, false, false, Fault::Malformed);
        row("empty authzid", "n,a=,", {}, false, false, Fault::Malformed);
    }
    void exchanges()
    {
        QFETCH(const QByteArray, gs2);
        QFETCH(const QByteArray, binding);
        QFETCH(const bool, plus);
        QFETCH(const bool, offered);
        QFETCH(const int, end);
        ScramExchange::Options options = bound(plus);
        options.offered = offered;
        if (!offered)
            options.binding.clear();
        ScramExchange exchange(options);
        ScramClient client("user", "pencil", gs2, binding);
        QCOMPARE(int(exchanged(exchange, client, pencil())), end);
        if (Fault(end) == Fault::None)
            QVERIFY(client.trusts(exchange.serverFinal()));
        else
            QVERIFY(exchange.serverFinal().isEmpty());
    }

    void wrongPasswordsAndNobodysLookAlike()
    {
        for (const bool known : {true, false}) {
            ScramExchange exchange({});
            ScramClient client("user", "pen", "n,,", {});
            const auto verifier =
                known ? pencil() : auth::decoyVerifier("secret", QStringLiteral("user"));
            QVERIFY(exchanged(exchange, client, verifier) == Fault::Proof);
            QVERIFY(exchange.serverFinal().isEmpty());
        }
    }

    void namesAreEscaped()
    {
        ScramExchange exchange({});
        QVERIFY(exchange.begin("n,a=a=2Cb,n=x=3Dy=2Cz,r=abc,z=more") == Fault::None);
        QCOMPARE(exchange.user(), QByteArray("x=y,z"));
        QCOMPARE(exchange.authzid(), QByteArray("a,b"));
    }

    void firstMessages_data()
    {
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *name, const QByteArray &message) {
            QTest::newRow(name) << message;
        };
        row("empty", {});
        row("commas", ",,,,,,,");
        row("header alone", "n,,");
        row("no nonce", "n,,n=user");
        row("empty nonce", "n,,n=user,r=");
        row("no name", "n,,r=abc");
        row("empty name", "n,,n=,r=abc");
        row("mandatory extension", "n,,m=x,n=user,r=abc");
        row("wrong escape", "n,,n=us=er,r=abc");
        row("lower-case escape", "n,,n=us=2c,r=abc");
        row("escape at the end", "n,,n=us=2,r=abc");
        row("NUL in the name", QByteArray("n,,n=us\0er,r=abc", 16));
        row("no UTF-8", "n,,n=us\xff,r=abc");
        row("blank in the nonce", "n,,n=user,r=a c");
        row("long nonce", "n,,n=user,r=" + QByteArray(2000, 'a'));
        row("long name", "n,,n=" + QByteArray(5000, 'a') + ",r=abc");
        row("foreign extension", "n,,n=user,r=abc,1=x");
        row("empty extension", "n,,n=user,r=abc,x=");
        row("comma at the end", "n,,n=user,r=abc,,");
    }
    void firstMessages()
    {
        QFETCH(const QByteArray, message);
        QVERIFY(ScramExchange({}).begin(message) == Fault::Malformed);
    }

    void finalMessages_data()
    {
        QTest::addColumn<QByteArray>("message");
        const auto row = [](const char *name, const QByteArray &message) {
            QTest::newRow(name) << message;
        };
        row("empty", {});
        row("no proof", "c=biws,r=abcXYZ");
        row("empty proof", "c=biws,r=abcXYZ,p=");
        row("short proof", "c=biws,r=abcXYZ,p=AAAA");
        row("long proof", "c=biws,r=abcXYZ,p=" + QByteArray(3000, 'A'));
        row("no base64", "c=biws,r=abcXYZ,p=" + QByteArray(43, '!') + '=');
        row("hidden bits", "c=biws,r=abcXYZ,p=" + QByteArray(42, 'A') + "B=");
        row("no binding", "r=abcXYZ,p=" + QByteArray(43, 'A') + '=');
        row("no nonce", "c=biws,p=" + QByteArray(43, 'A') + '=');
        row("too long", "c=biws,r=abcXYZ,x=" + QByteArray(5000, 'a') + ",p=" + QByteArray(43, 'A') + '=');
    }
    void finalMessages()
    {
        QFETCH(const QByteArray, message);
        ScramExchange exchange({.serverNonce = "XYZ"});
        QVERIFY(exchange.begin("n,,n=user,r=abc") == Fault::None);
        (void)exchange.challenge(pencil());
        QVERIFY(exchange.finish(message) == Fault::Malformed);
    }

    void anotherNonceProvesNothing()
    {
        ScramExchange exchange({.serverNonce = "XYZ"});
        ScramClient client("user", "pencil", "n,,", {});
        QVERIFY(exchange.begin(client.first()) == Fault::None);
        const QByteArray challenge = exchange.challenge(pencil());
        QByteArray other = challenge;
        other.replace("XYZ", "XYA");
        QVERIFY(exchange.finish(client.final(other)) == Fault::Proof);
    }

    void beforeTheChallengeNothingIsProven()
    {
        ScramExchange exchange({});
        QVERIFY(exchange.finish("c=biws,r=,p=" + QByteArray(43, 'A') + '=') == Fault::Malformed);
    }

    /// Every cut and every flipped byte of a right conversation is refused.
    void damage()
    {
        const auto verifier = *auth::scramVerifier("pencil", "salt", 1);
        ScramClient right("user", "pencil", "n,,", {});
        ScramExchange model({.serverNonce = "XYZ"});
        QVERIFY(model.begin(right.first()) == Fault::None);
        const QByteArray final = right.final(model.challenge(verifier));
        const auto ends = [&](const QByteArray &message) {
            ScramExchange exchange({.serverNonce = "XYZ"});
            (void)exchange.begin(right.first());
            (void)exchange.challenge(verifier);
            return exchange.finish(message);
        };
        QVERIFY(ends(final) == Fault::None);
        for (qsizetype i = 0; i < final.size(); ++i) {
            QVERIFY(ends(final.first(i)) != Fault::None);
            for (const int bit : {0, 3, 7}) {
                QByteArray damaged = final;
                damaged[i] = char(damaged[i] ^ (1 << bit));
                QVERIFY2(ends(damaged) != Fault::None, damaged.constData());
            }
        }
    }

    void randomBytes()
    {
        QRandomGenerator random(7);
        const QByteArray letters("n,y,p=tls-exporter,a=,n=,r=,c=biws,m=x\0\xff", 41);
        for (int i = 0; i < 50'000; ++i) {
            QByteArray message(random.bounded(80), Qt::Uninitialized);
            for (char &c : message)
                c = letters[random.bounded(int(letters.size()))];
            ScramExchange exchange(bound(i % 2 == 0));
            if (exchange.begin(message) == Fault::None)
                (void)exchange.challenge(pencilOnce);
            QVERIFY(exchange.finish(message) != Fault::None);
        }
    }

private:
    const auth::ScramVerifier pencilOnce = pencil();
};

QTEST_GUILESS_MAIN(TestScram)
#include "tst_scram.moc"
