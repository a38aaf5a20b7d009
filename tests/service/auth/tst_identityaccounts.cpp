// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/credentials.h"
#include "auth/passwords.h"
#include "identityfixture.h"

using namespace digidig;
using namespace digidig::testing;
using core::Errc;

namespace {

/// What Identity answers to a right password.
QByteArray loggedIn(const QString &username)
{
    const QJsonObject answer{
        {QStringLiteral("access_token"), QString::fromLatin1(tokenFor(username))},
        {QStringLiteral("refresh_token"), QStringLiteral("x")},
        {QStringLiteral("token_type"), QStringLiteral("bearer")}};
    return QJsonDocument(answer).toJson();
}

class Accounts : public auth::CredentialStore {
public:
    std::map<QString, auth::Login> logins;

    core::Result<auth::Login> login(const QString &address) override
    {
        const auto found = logins.find(address);
        if (found == logins.end())
            return core::Error{Errc::NotFound, {}, {}, {}};
        return found->second;
    }
    void credentialUsed(const QString &, qint64) override { }
    void renewCredential(const auth::CredentialRenewal &) override { }
};

core::Result<auth::Entered> enter(const Setup &setup, auth::CredentialStore &store,
    const QString &address, const QByteArray &password)
{
    Outcome<auth::Entered> outcome;
    auth::verifyLogin(store, *setup.identity, address, password, outcome.completion());
    return outcome.get();
}

/// Which account, password and domain here is one of Identity's.
class TestIdentityAccounts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesAreOfOneAccount()
    {
        const Setup setup;
        const auto who = [&](const char *name, const QStringList &roles = {}) {
            return setup.identity->principal({QString::fromUtf8(name), roles});
        };
        QVERIFY(who("jana")->account == core::AccountId{1});
        QCOMPARE(who("jana")->name, QStringLiteral("identity:jana"));
        QCOMPARE(who("jana")->accountPublicId, QStringLiteral("id1"));
        QVERIFY(who("jana")->role == auth::Role::Account);
        QVERIFY(who("JANA@example.org")->account == core::AccountId{1});
        QVERIFY(who("eva@example.com")->account == core::AccountId{3});
        for (const char *name : {"eva", "nobody", "jana@example.com", "", "@", "jan"})
            QVERIFY2(who(name).error().errc == Errc::Forbidden, name);
        QVERIFY(who("nobody", {QStringLiteral("admin")})->role == auth::Role::Admin);
        QVERIFY(who("jana", {QStringLiteral("Admin")})->role == auth::Role::Account);
        auth::AccountNames &names = setup.identity->accounts();
        names.remove({3});
        QVERIFY(who("eva")->account == core::AccountId{2});
        names.add({{4}, {}, QStringLiteral("jana@example.com")}, 10);
        QVERIFY(!who("jana").ok());
        // Older news do not take away what is newer.
        names.keep({{{1}, {}, QStringLiteral("jana@example.org"), true}}, 10);
        QVERIFY(!who("jana").ok());
        names.keep({{{1}, {}, QStringLiteral("jana@example.org"), true}}, 11);
        QVERIFY(who("jana").error().errc == Errc::Forbidden);
        names.keep({{{1}, {}, QStringLiteral("jana@example.org"), false}}, 11);
        QVERIFY(who("jana").ok());
    }

    void passwordsOfIdentityLetIn()
    {
        Setup setup;
        setup.start();
        const QString jana = QStringLiteral("jana@example.org");
        const QString eva = QStringLiteral("eva@example.org");
        Accounts store;
        store.logins[jana] = {{1}, jana, false, {{.hash = *auth::hashPassword("her own here")}}};
        store.logins[eva] = {{2}, eva, false, {}};
        const auto asked = setup.server.asked.size();
        QVERIFY(enter(setup, store, jana, "her own here").ok());
        QCOMPARE(setup.server.asked.size(), asked);

        setup.server.answers["/api/login"] = {200, loggedIn(QStringLiteral("jana"))};
        const auto entered = enter(setup, store, jana, "that of Identity");
        QVERIFY(entered.ok());
        QVERIFY(entered->account == core::AccountId{1});
        QCOMPARE(setup.server.asked.value(asked), QByteArray("/api/login"));
        const auto count = setup.server.asked.size();
        QVERIFY(enter(setup, store, jana, "that of Identity").ok());
        QCOMPARE(setup.server.asked.size(), count); // Remembered.

        // Whoever Identity means by it, it is not this account.
        QVERIFY(enter(setup, store, eva, "that of Identity").error().errc == Errc::Unauthorized);
        QVERIFY(
            enter(setup, store, QStringLiteral("no@example.org"), "that of Identity").error().errc
            == Errc::Unauthorized);
        setup.server.user("/api/verify", "eva"); // Of which there are two.
        setup.server.answers["/api/login"] = {200, loggedIn(QStringLiteral("eva"))};
        QVERIFY(enter(setup, store, eva, "another password").error().errc == Errc::Forbidden);
        setup.server.answers["/api/login"] = {401, "{}"};
        QVERIFY(enter(setup, store, jana, "a wrong one").error().errc == Errc::Unauthorized);
        for (const QByteArray &odd :
            {QByteArray(), QByteArray(2000, 'x'), QByteArray("\xff\xfe\xff")}) {
            const auto before = setup.server.asked.size();
            QVERIFY(enter(setup, store, jana, odd).error().errc == Errc::Unauthorized);
            QCOMPARE(setup.server.asked.size(), before);
        }

        setup.lose();
        setup.now += 600'000;
        QVERIFY(enter(setup, store, jana, "that of Identity").ok());
        QCOMPARE(enter(setup, store, jana, "a wrong one").error().slug,
            QByteArray("identity_unavailable"));
        store.logins[jana].disabled = true;
        QCOMPARE(enter(setup, store, jana, "that of Identity").error().slug,
            QByteArray("account_disabled"));
    }

    void domainsAreRead_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QStringList>("domains");
        QTest::addColumn<bool>("good");
        const QStringList both{QStringLiteral("a.example"), QStringLiteral("b.example")};
        QTest::newRow("a list") << QByteArray(R"(["A.example","b.example","a.example"])") << both
                                << true;
        QTest::newRow("of objects")
            << QByteArray(R"([{"name":"a.example"},{"domain":"b.example"}])") << both << true;
        QTest::newRow("within an object")
            << QByteArray(R"({"domains":["a.example",{"name":"b.example"}]})") << both << true;
        QTest::newRow("none") << QByteArray("[]") << QStringList() << true;
        QTest::newRow("no list") << QByteArray("{}") << QStringList() << false;
        QTest::newRow("numbers") << QByteArray("[1]") << QStringList() << false;
        QTest::newRow("addresses") << QByteArray(R"(["a@b"])") << QStringList() << false;
        QTest::newRow("spaces") << QByteArray(R"(["a b"])") << QStringList() << false;
        QTest::newRow("empty") << QByteArray(R"([""])") << QStringList() << false;
    }
    void domainsAreRead()
    {
        QFETCH(const QByteArray, answer);
        QFETCH(const QStringList, domains);
        QFETCH(const bool, good);
        const auto read = auth::wire::domainsOf(answer);
        QCOMPARE(read.has_value(), good);
        QCOMPARE(read.value_or(QStringList()), domains);
    }

    void domainsAreJoined()
    {
        Setup setup;
        QVERIFY(!setup.identity->localDomains().known);
        setup.server.answers["/api/domains"] = {200, R"(["a.example"])"};
        setup.start();
        QTRY_VERIFY(setup.identity->localDomains().known);
        setup.identity->setPolicy({0, 5'000, {QStringLiteral("b.example")}});
        auto domains = setup.identity->localDomains().domains;
        domains.sort();
        QCOMPARE(domains, (QStringList{QStringLiteral("a.example"), QStringLiteral("b.example")}));
        QCOMPARE(setup.server.authorizations["/api/domains"], QByteArray("Bearer a-token"));
        // That it has none does not mean that all are ours.
        setup.identity->setPolicy({0, 5'000, {}});
        setup.server.answers["/api/domains"] = {200, "[]"};
        setup.identity->refreshDomains();
        QTRY_VERIFY(!setup.identity->localDomains().known);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestIdentityAccounts)

#include "tst_identityaccounts.moc"
