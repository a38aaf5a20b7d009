// SPDX-License-Identifier: GPL-3.0-or-later
#include "identityfixture.h"

using namespace digidig;
using namespace digidig::testing;
using core::Errc;

namespace {

/// What Identity is asked, and how long its answers hold.
class TestIdentity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bothFormsAreFound_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("form");
        QTest::newRow("deployed") << QByteArray("/api/verify") << QByteArray("deployed");
        QTest::newRow("documented") << QByteArray("/verify") << QByteArray("documented");
    }
    void bothFormsAreFound()
    {
        QFETCH(const QByteArray, path);
        QFETCH(const QByteArray, form);
        Setup setup({}, path);
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"));
        const auto user = setup.ask(token);
        QVERIFY(user.ok());
        QCOMPARE(user->username, QStringLiteral("jana"));
        QCOMPARE(setup.server.authorizations[path], "Bearer " + token);
        QCOMPARE(slug(setup.identity->figures().state.form), form);
        // Another one answers at the same address by now.
        const QByteArray other = path == "/verify" ? "/api/verify" : "/verify";
        setup.server.answers.clear();
        setup.server.user(other, "jana");
        QVERIFY(setup.ask(tokenFor(QStringLiteral("jana"))).ok());
        QVERIFY(setup.server.asked.contains(other));
    }

    void answersHoldForAWhile()
    {
        Setup setup;
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"), setup.now + 100'000);
        QVERIFY(setup.ask(token).ok());
        const auto asked = setup.server.asked.size();
        setup.now += 59'999;
        QVERIFY(setup.identity->known(token).value().ok());
        setup.now += 1;
        QVERIFY(!setup.identity->known(token));
        QVERIFY(setup.ask(token).ok());
        QCOMPARE(setup.server.asked.size(), asked + 1);
        setup.now += 40'000; // Its end.
        QVERIFY(!setup.identity->known(token));
        // Refused ones hold for seconds.
        setup.server.answers["/api/verify"] = {401, "{}"};
        QVERIFY(setup.ask(token).error().errc == Errc::Unauthorized);
        setup.now += auth::Identity::RefusedMs - 1;
        QVERIFY(!setup.identity->known(token).value().ok());
        setup.now += 1;
        QVERIFY(!setup.identity->known(token));
    }

    void nothingIsKeptWhenNothingShallBe()
    {
        Setup setup;
        setup.identity->setPolicy({0, 5'000, {}});
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"));
        QVERIFY(setup.ask(token).ok());
        QVERIFY(!setup.identity->known(token));
    }

    void anOutageIsBridgedForAnHour()
    {
        Setup setup;
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"));
        const QByteArray shortLived = tokenFor(QStringLiteral("jana"), setup.now + 120'000);
        QVERIFY(setup.ask(token).ok());
        QVERIFY(setup.ask(shortLived).ok());
        setup.lose();
        setup.now += 119'000;
        QVERIFY(setup.ask(token).ok());
        QVERIFY(setup.ask(shortLived).ok());
        setup.now += 1'000;
        QVERIFY(setup.ask(shortLived).error().errc == Errc::Unavailable);
        setup.now += auth::Identity::LongestOutageMs - 120'001;
        QVERIFY(setup.ask(token).ok());
        setup.now += 1;
        QCOMPARE(setup.ask(token).error().slug, QByteArray("identity_unavailable"));
        // Back again.
        setup.server.user("/api/verify", "jana");
        QTRY_VERIFY(setup.identity->figures().state.reachable);
        QVERIFY(setup.ask(token).ok());
    }

    void theFirstFailureIsBridgedToo()
    {
        Setup setup;
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"));
        QVERIFY(setup.ask(token).ok());
        setup.now += 100'000;
        setup.server.answers["/api/verify"] = {503, {}};
        QVERIFY(setup.ask(token).ok());
        QVERIFY(setup.identity->figures().state.reachable);
        QVERIFY(!setup.ask(tokenFor(QStringLiteral("jana"))).ok());
    }

    void withASecretSignaturesCount()
    {
        Setup setup(Secret);
        setup.start();
        const auto asked = setup.server.asked.size();
        const QByteArray good = tokenFor(QStringLiteral("jana"));
        QVERIFY(!setup.identity->known(good));
        QVERIFY(setup.identity->known(good.chopped(2) + "AA").value().error().errc
            == Errc::Unauthorized);
        QVERIFY(!setup.identity->known(tokenFor(QStringLiteral("jana"), setup.now)).value().ok());
        QCOMPARE(setup.server.asked.size(), asked);
        const QByteArray revoked = tokenFor(QStringLiteral("jana"));
        setup.server.answers["/api/verify"] = {401, "{}"};
        QVERIFY(!setup.ask(revoked).ok());
        setup.lose();
        QVERIFY(setup.ask(good).ok());
        setup.now += 600'000;
        QVERIFY(setup.ask(revoked).error().errc == Errc::Unauthorized);
        QVERIFY(setup.identity->known(good.chopped(2) + "AA").value().error().errc
            == Errc::Unauthorized);
    }

    void answersThatMakeNoSenseAreFailures_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << 200 << QByteArray();
        QTest::newRow("no JSON") << 200 << QByteArray("OK");
        QTest::newRow("a list") << 200 << QByteArray("[]");
        QTest::newRow("not OK") << 200
                                << QByteArray(R"({"status":"NO","username":"a","roles":[]})");
        QTest::newRow("no name") << 200 << QByteArray(R"({"status":"OK","roles":[]})");
        QTest::newRow("no roles") << 200 << QByteArray(R"({"status":"OK","username":"a"})");
        QTest::newRow("a role is a number")
            << 200 << QByteArray(R"({"status":"OK","username":"a","roles":[1]})");
        QTest::newRow("a name with spaces")
            << 200 << QByteArray(R"({"status":"OK","username":"a b","roles":[]})");
        QTest::newRow("too long") << 200
                                  << QByteArray(R"({"status":"OK","username":"a","roles":[]})")
                + QByteArray(70'000, ' ');
        QTest::newRow("created") << 201
                                 << QByteArray(R"({"status":"OK","username":"a","roles":[]})");
        QTest::newRow("failing") << 500 << QByteArray(R"({"detail":"x"})");
        QTest::newRow("too many") << 429 << QByteArray();
        QTest::newRow("elsewhere") << 302 << QByteArray();
        QTest::newRow("nowhere") << 404 << QByteArray();
    }
    void answersThatMakeNoSenseAreFailures()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, content);
        Setup setup;
        setup.start();
        setup.server.answers["/api/verify"] = {status, content};
        const auto user = setup.ask(tokenFor(QStringLiteral("jana")));
        QVERIFY(!user.ok());
        QCOMPARE(user.error().slug, QByteArray("identity_unavailable"));
        setup.server.user("/api/verify", "jana");
        QVERIFY(setup.ask(tokenFor(QStringLiteral("jana"))).ok());
    }

    void equalQuestionsAreOne()
    {
        Setup setup;
        setup.start();
        const QByteArray token = tokenFor(QStringLiteral("jana"));
        // Its domains may be asked for meanwhile.
        const auto asked = setup.server.asked.count("/api/verify");
        std::vector<Outcome<auth::IdentityUser>> outcomes(50);
        for (const auto &outcome : outcomes)
            setup.identity->ask(token, outcome.completion());
        for (const auto &outcome : outcomes)
            QVERIFY(outcome.get().ok());
        QCOMPARE(setup.server.asked.count("/api/verify"), asked + 1);
    }

    void whoHangsIsWaitedForOnlyForSoLong()
    {
        Setup setup;
        setup.identity->setPolicy({60'000, 100, {}});
        setup.start();
        setup.server.hangs = true;
        std::vector<Outcome<auth::IdentityUser>> outcomes(30);
        for (const auto &outcome : outcomes)
            setup.identity->ask(tokenFor(QStringLiteral("jana")), outcome.completion());
        for (const auto &outcome : outcomes)
            QCOMPARE(outcome.get().error().slug, QByteArray("identity_unavailable"));
        QVERIFY(!setup.identity->figures().state.reachable);
        // Known to be down: nobody waits.
        const auto refused = setup.identity->figures().state.refused;
        for (int i = 0; i < 10; ++i)
            QVERIFY(!setup.ask(tokenFor(QStringLiteral("jana"))).ok());
        QCOMPARE(setup.identity->figures().state.refused - refused, 10);
        setup.server.hangs = false;
        QTRY_VERIFY(setup.identity->figures().state.reachable);
    }

    void theEndTellsAllWhoWait()
    {
        Setup setup;
        setup.start();
        setup.server.hangs = true;
        std::vector<Outcome<auth::IdentityUser>> outcomes(30);
        for (const auto &outcome : outcomes)
            setup.identity->ask(tokenFor(QStringLiteral("jana")), outcome.completion());
        setup.identity.reset();
        for (const auto &outcome : outcomes)
            QVERIFY(outcome.there->load() && !outcome.get().ok());
    }

    void theLeastRecentlyUsedGoes()
    {
        auth::IdentityCache<int> cache(2);
        cache.put("a", 1);
        cache.put("b", 2);
        QCOMPARE(cache.find("a"), std::optional(1));
        cache.put("c", 3);
        QVERIFY(!cache.find("b"));
        QCOMPARE(cache.find("a"), std::optional(1));
        cache.put("a", 4);
        QCOMPARE(cache.find("a"), std::optional(4));
        QCOMPARE(cache.size(), 2);
        cache.remove("a");
        cache.remove("x");
        QCOMPARE(cache.size(), 1);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestIdentity)

#include "tst_identity.moc"
