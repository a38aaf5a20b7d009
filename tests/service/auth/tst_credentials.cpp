// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/credentials.h"
#include "auth/passwords.h"
#include "auth/scramlogin.h"

#include <sodium.h>

#include <array>

#include <QtTest/QTest>

using namespace digidig;
using core::Errc;

namespace {

const QString Bob = QStringLiteral("bob@example.org");

/// One account.
class OneAccount : public auth::CredentialStore {
public:
    auth::Login bob{{7}, Bob, false, {}};
    QStringList used;
    std::vector<auth::CredentialRenewal> renewed;

    core::Result<auth::Login> login(const QString &address) override
    {
        if (address != Bob)
            return core::Error{Errc::NotFound, {}, {}, {}};
        return bob;
    }
    void credentialUsed(const QString &id, qint64) override { used += id; }
    void renewCredential(const auth::CredentialRenewal &renewal) override { renewed.push_back(renewal); }
};

class TestCredentials : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void appPasswordsAreReadAsTheyAreTyped_data()
    {
        QTest::addColumn<QByteArray>("typed");
        QTest::addColumn<bool>("possible");
        QTest::newRow("as shown") << QByteArray("abcd-efgh-jkmn-pqrs-tuvw") << true;
        QTest::newRow("with spaces") << QByteArray("ABCD EFGH JKMN PQRS TUVW") << true;
        QTest::newRow("bare") << QByteArray("abcdefghjkmnpqrstuvw") << true;
        QTest::newRow("short") << QByteArray("abcd-efgh-jkmn-pqrs-tuv") << false;
        QTest::newRow("long") << QByteArray("abcd-efgh-jkmn-pqrs-tuvw-x") << false;
        QTest::newRow("foreign character") << QByteArray("abcd-efgh-jkmn-pqrs-tuv1") << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("dashes only") << QByteArray(40, '-') << false;
        QTest::newRow("huge") << QByteArray(100'000, 'a') << false;
    }
    void appPasswordsAreReadAsTheyAreTyped()
    {
        QFETCH(const QByteArray, typed);
        QFETCH(const bool, possible);
        QCOMPARE(auth::canonicalAppPassword(typed),
            possible ? QByteArray("abcdefghjkmnpqrstuvw") : QByteArray());
    }

    void theCredentialThatEntersIsNamed()
    {
        OneAccount store;
        const auto phone = auth::makeAppPassword();
        const auto tablet = auth::makeAppPassword();
        QVERIFY(phone.ok() && tablet.ok());
        QVERIFY(phone->password != tablet->password);
        const QByteArray own = "correct horse battery";
        store.bob.credentials = {{.hash = *auth::hashPassword(own)},
            {QStringLiteral("phone"), phone->selector, phone->hash},
            {QStringLiteral("tablet"), tablet->selector, tablet->hash}};

        QCOMPARE(auth::verifyLogin(store, Bob, own)->credential, QString());
        QVERIFY(store.used.isEmpty());
        const auto entered = auth::verifyLogin(store, Bob, tablet->password.toUpper());
        QVERIFY(entered.ok());
        QCOMPARE(entered->credential, QStringLiteral("tablet"));
        QVERIFY(entered->account == core::AccountId{7});
        QCOMPARE(store.used, QStringList(QStringLiteral("tablet")));

        QByteArray wrong = phone->password;
        wrong.back() = wrong.back() == 'a' ? 'b' : 'a';
        const QByteArray swapped = phone->selector.toLatin1() + tablet->password.mid(4);
        for (const QByteArray &password :
            {wrong, swapped, QByteArray(), QByteArray("x"), own + ' '}) {
            const auto refused = auth::verifyLogin(store, Bob, password);
            QVERIFY2(
                !refused.ok() && refused.error().errc == Errc::Unauthorized, password.constData());
        }
        QVERIFY(auth::verifyLogin(store, QStringLiteral("eve@example.org"), own).error().errc
            == Errc::Unauthorized);

        store.bob.disabled = true;
        QCOMPARE(auth::verifyLogin(store, Bob, own).error().slug, QByteArray("account_disabled"));
        QVERIFY(auth::verifyLogin(store, Bob, wrong).error().errc == Errc::Unauthorized);
    }

    /// Whoever is asked for: a wrong password costs one hash.
    void oneHashWhoeverItIs()
    {
        OneAccount store;
        const auto phone = auth::makeAppPassword();
        const QByteArray own = "correct horse battery";
        const auto cost = [&](const QString &address, const QByteArray &password) {
            const quint64 before = auth::passwordHashesComputed();
            (void)auth::verifyLogin(store, address, password);
            return auth::passwordHashesComputed() - before;
        };
        const QString eve = QStringLiteral("eve@example.org");
        (void)cost(eve, "x"); // The decoy is made.
        store.bob.credentials = {{.hash = *auth::hashPassword(own)},
            {QStringLiteral("phone"), phone->selector, phone->hash, phone->scram}};
        for (const QByteArray &wrong : {QByteArray("wrong"), QByteArray("abcd-efgh-jkmn-pqrs-tuvw"),
                 QByteArray(), QByteArray(auth::MaxPasswordBytes, 'x')}) {
            QCOMPARE(cost(Bob, wrong), 1U);
            QCOMPARE(cost(eve, wrong), 1U);
        }
        QCOMPARE(cost(Bob, own), 1U);
        store.bob.credentials.clear();
        QCOMPARE(cost(Bob, "wrong"), 1U);
        QCOMPARE(cost(QStringLiteral("no address"), "wrong"), 1U);
    }

    void oldHashesAreMadeAnew()
    {
        OneAccount store;
        const QByteArray own = "correct horse battery";
        std::array<char, crypto_pwhash_STRBYTES> old{};
        QCOMPARE(crypto_pwhash_str(old.data(), own.constData(), quint64(own.size()), 1, 8192 * 1024),
            0);
        store.bob.credentials = {{.hash = QByteArray(old.data())}};
        QVERIFY(auth::passwordNeedsRehash(old.data()));
        QVERIFY(!auth::verifyLogin(store, Bob, "wrong").ok());
        QVERIFY(store.renewed.empty());
        QVERIFY(auth::verifyLogin(store, Bob, own).ok());
        QCOMPARE(store.renewed.size(), size_t(1));
        const auth::CredentialRenewal &renewal = store.renewed.front();
        QCOMPARE(renewal.hash, QByteArray(old.data()));
        QVERIFY(renewal.newHash.has_value() && !renewal.scram);
        QVERIFY(!auth::passwordNeedsRehash(*renewal.newHash));
        store.bob.credentials = {{.hash = *renewal.newHash}};
        QVERIFY(auth::verifyLogin(store, Bob, own).ok());
        QCOMPARE(store.renewed.size(), size_t(1));
    }

    void verifiersComeAndGo()
    {
        OneAccount store;
        const QByteArray own = "correct horse battery";
        store.bob.credentials = {{.hash = *auth::hashPassword(own)}};
        QVERIFY(auth::verifyLogin(store, Bob, own).ok());
        QVERIFY(store.renewed.empty()); // Nobody wants one.
        QVERIFY(auth::verifyLogin(store, Bob, own, nullptr, true).ok());
        QCOMPARE(store.renewed.size(), size_t(1));
        const auth::ScramVerifier made = *store.renewed.back().scram;
        QCOMPARE(auth::scramVerifier(own, made.salt, made.iterations)->toText(), made.toText());
        store.bob.credentials.front().scram = made;
        QVERIFY(auth::verifyLogin(store, Bob, own, nullptr, true).ok());
        QCOMPARE(store.renewed.size(), size_t(1));
        QVERIFY(auth::verifyLogin(store, Bob, own).ok());
        QVERIFY(!store.renewed.back().scram->isWhole()); // It is to go.

        // An app password of before gets one whatever is set, of its form as it was shown.
        const auto phone = auth::makeAppPassword();
        store.bob.credentials = {{QStringLiteral("phone"), phone->selector, phone->hash, {}}};
        QByteArray bare = phone->password;
        bare.replace("-", "");
        QVERIFY(auth::verifyLogin(store, Bob, bare).ok());
        const auth::ScramVerifier late = *store.renewed.back().scram;
        QCOMPARE(auth::scramVerifier(phone->password, late.salt, late.iterations)->toText(),
            late.toText());
    }

    void subjectsOfScram()
    {
        OneAccount store;
        const QByteArray secret = "secret";
        const auto phone = auth::makeAppPassword();
        const auto own = *auth::makeScramVerifier("correct horse battery");
        store.bob.credentials = {{.hash = "$argon2id$…", .scram = own},
            {QStringLiteral("phone"), phone->selector, phone->hash, phone->scram}};
        const auto subject = [&](const QString &address, const QString &selector, bool ownToo) {
            return *auth::scramSubject(store, {address, selector}, ownToo, secret);
        };
        QCOMPARE(subject(Bob, {}, true).verifier.toText(), own.toText());
        QCOMPARE(subject(Bob, phone->selector, true).verifier.toText(), phone->scram.toText());
        QCOMPARE(subject(Bob, phone->selector, false).credential.id, QStringLiteral("phone"));
        // These look like any other, and let nobody in.
        const QString eve = QStringLiteral("eve@example.org");
        for (const auto &nobody : {subject(Bob, {}, false), subject(Bob, QStringLiteral("zzzz"), true),
                 subject(eve, {}, true), subject(eve, phone->selector, true)}) {
            QVERIFY(nobody.verifier.isWhole() && !nobody.login);
            QVERIFY(auth::enterByScram(store, nobody).error().errc == Errc::Unauthorized);
        }
        QVERIFY(store.used.isEmpty());
        QCOMPARE(auth::enterByScram(store, subject(Bob, phone->selector, true))->credential,
            QStringLiteral("phone"));
        QCOMPARE(store.used, QStringList(QStringLiteral("phone")));
        store.bob.disabled = true;
        QCOMPARE(auth::enterByScram(store, subject(Bob, {}, true)).error().slug,
            QByteArray("account_disabled"));
    }

    void anAccountWithoutPasswordsCannotBeEntered()
    {
        OneAccount store;
        for (const QByteArray &password : {QByteArray(), QByteArray("nobody has this password")})
            QVERIFY(auth::verifyLogin(store, Bob, password).error().errc == Errc::Unauthorized);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestCredentials)
#include "tst_credentials.moc"
