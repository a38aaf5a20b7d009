// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/credentials.h"
#include "auth/passwords.h"

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

    core::Result<auth::Login> login(const QString &address) override
    {
        if (address != Bob)
            return core::Error{Errc::NotFound, {}, {}, {}};
        return bob;
    }
    void credentialUsed(const QString &id, qint64) override { used += id; }
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
