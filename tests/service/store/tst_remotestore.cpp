// SPDX-License-Identifier: GPL-3.0-or-later
#include "remotetest.h"

#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;

namespace {

/// What the store takes from Storage, and how it keeps what it knows of it.
class TestRemoteStore : public QObject, private RemoteTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    // --- Documents become messages

    void takenOncePerAccount()
    {
        const auto first = t().take(D1, distinct(1));
        QVERIFY(first.ok());
        QCOMPARE(first->messages.size(), size_t(1));
        for (int i = 0; i < 3; ++i) {
            const auto again = t().take(D1, distinct(1));
            QVERIFY(again.ok());
            QVERIFY(again->messages.empty());
        }
        QCOMPARE(t().take(D1, distinct(1), Alice)->messages.size(), size_t(1));
        QCOMPARE(t().take(D1, distinct(1), Bob)->messages.size(), size_t(0));
        QCOMPARE(t().take(D2, distinct(1), Bob)->messages.size(), size_t(1));
        QCOMPARE(t().messages(), 3);
        QCOMPARE(t().messageOf(D1), first->messages.front().id);
        QVERIFY(t().due().empty());
    }

    void someOfTheTargets()
    {
        QVERIFY(t().take(D1, distinct(1), Alice).ok());
        mail::Append append = appendOf(distinct(1), Bob);
        append.targets.push_back({Alice, {}, {}, true});
        append.targets.push_back({QStringLiteral("carol@example.org"), {}, {}, true});
        append.origin = mail::RemoteOrigin{D1, "digest"};
        const auto done = deliver(*t().store, append);
        QVERIFY(done.ok());
        QCOMPARE(done->messages.size(), size_t(2));
        QCOMPARE(done->messages[0].account, t()->account(Bob)->id);
        QCOMPARE(t().messages(), 3);
        QCOMPARE(t().copies().remoteFigures()->documents, 3);
    }

    void takenOnceForAnAlias_data()
    {
        QTest::addColumn<bool>("aliasFirst");
        QTest::newRow("alias first") << true;
        QTest::newRow("address first") << false;
    }
    void takenOnceForAnAlias()
    {
        QFETCH(bool, aliasFirst);
        const QString alias = QStringLiteral("info@example.org");
        QVERIFY(t().take(D2, distinct(2), Bob).ok()); // Makes the account.
        mail::AccountChange change{.account = t()->account(Bob)->id};
        change.aliases = QStringList{alias};
        QVERIFY(await<mail::Account>([&](auto done) {
            t()->changeAccount(change, std::move(done));
        }).ok());
        QCOMPARE(t().look(t().listed(D1, false, {Bob, alias})).missing.size(), size_t(1));
        QCOMPARE(t().take(D1, distinct(1), aliasFirst ? alias : Bob)->messages.size(), size_t(1));
        QCOMPARE(t().take(D1, distinct(1), aliasFirst ? Bob : alias)->messages.size(), size_t(0));
        QVERIFY(t().look(t().listed(D1, false, {Bob, alias}, alias)).missing.empty());
        // What had the alias while it was one is not taken again for whoever gets it next.
        change.aliases = QStringList();
        QVERIFY(await<mail::Account>([&](auto done) {
            t()->changeAccount(change, std::move(done));
        }).ok());
        QCOMPARE(t().look(t().listed(D1, false, {alias}, {}, true)).missing.empty(), aliasFirst);
    }

    void whoLacksIt()
    {
        auto known = t().look(t().listed(D1, false, {Bob, Alice}, Alice));
        QVERIFY(known.missing.empty()); // There are no such accounts, and none may be made.
        QVERIFY(!known.news);
        known = t().look(t().listed(D1, false, {Bob, Alice, Bob}, Alice, true));
        QCOMPARE(known.missing.size(), size_t(2));
        QVERIFY(known.missing[0].create && known.missing[0].received);
        QVERIFY(t().take(D1, distinct(1), Bob).ok());
        QVERIFY(t().take(D2, distinct(2), Alice).ok());
        known = t().look(t().listed(D1, false, {Bob}, Alice));
        QCOMPARE(known.missing.size(), size_t(1));
        QCOMPARE(known.missing[0].address, Alice);
        QVERIFY(!known.missing[0].received);
        QVERIFY(!known.missing[0].create);
        QVERIFY(t().take(D1, distinct(1), Alice, false, false).ok());
        QVERIFY(t().look(t().listed(D1, false, {Bob}, Alice)).missing.empty());
        // To oneself: one message, the recipient's.
        known = t().look(t().listed(QStringLiteral("document-3"), false, {Bob}, Bob));
        QCOMPARE(known.missing.size(), size_t(1));
        QVERIFY(known.missing[0].received);
    }

    void recipientsCopyIsTheDocuments()
    {
        const QString sent = t().take(D1, distinct(1), Alice, false, false)->messages[0].id;
        const QString got = t().take(D1, distinct(1), Bob)->messages[0].id;
        QCOMPARE(t().messageOf(D1), got);
        QCOMPARE(*t().copies().messageOf(D1, t()->account(Alice)->id), sent);
        QCOMPARE(t().copies().messageOf(D1, core::AccountId{99}).error().slug,
            QByteArray("email_not_found"));
        QCOMPARE(t().copies().messageOf(QString(), {}).error().slug, QByteArray("email_not_found"));
        // The sender's is read, and that means nothing there; and the other way round.
        QVERIFY(t().seen(sent, false));
        t().settleNothings();
        QVERIFY(t().due().empty());
        QCOMPARE(t().observe(t().listed(D1, true)), 1);
        QVERIFY(t().isSeen(got));
        QVERIFY(!t().isSeen(sent));
    }

    void neitherQuotaNorDisabledStandsInTheWay()
    {
        QVERIFY(t().take(D1, distinct(1)).ok());
        mail::AccountChange change{.account = t()->account(Bob)->id};
        change.quotaBytes = 1;
        change.disabled = true;
        QVERIFY(await<mail::Account>([&](auto done) {
            t()->changeAccount(change, std::move(done));
        }).ok());
        QVERIFY(t().send(distinct(2)).isEmpty());
        QCOMPARE(t().take(D2, distinct(2))->messages.size(), size_t(1));
    }

    void stepsThroughCopies()
    {
        for (int i = 0; i < 25; ++i) {
            QVERIFY(t().take(QString::number(i), distinct(i), i % 2 != 0 ? Alice : Bob, false,
                           i % 3 != 0)
                        .ok());
        }
        const qint64 last = *t().copies().lastCopy();
        const core::AccountId bob = t()->account(Bob)->id;
        QStringList all;
        for (qint64 after = 0;;) {
            const auto copies = t().copies().copies(bob, true, after, last - 5, 3);
            QVERIFY(copies.ok());
            if (copies->empty())
                break;
            for (const auto &copy : *copies)
                all += copy.document;
            after = copies->back().copy;
        }
        QCOMPARE(all.join(u' '), QStringLiteral("2 4 8 10 14 16"));
        QCOMPARE(t().copies().copies({}, false, 0, last, 1000)->size(), size_t(25));
        QCOMPARE(t().copies().copies(bob, false, 0, last, 1000)->size(), size_t(13));
    }

    // --- What is kept

    void survivesReopening()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        const QString sent = t().send(distinct(2));
        QVERIFY(t().settle(
            {.what = Settled::Keyed, .copy = t().task().copy, .keyTime = Time, .keyToken = Token}));
        QVERIFY(t().settle({.what = Settled::Postponed,
            .copy = t().task().copy,
            .dueMs = 7'000,
            .trouble = QString(2'000, u'x')}));
        QVERIFY(t().take(D2, distinct(3)).ok());
        QCOMPARE(t().vanish(D2), 1);
        t().settleNothings();
        QVERIFY(await<void>([&](auto done) {
            t().copies().setScope({}, {true, 11, 12}, std::move(done));
        }).ok());
        QVERIFY(await<void>([&](auto done) {
            t().copies().setScope(core::AccountId{5}, {false, 21, 22}, std::move(done));
        }).ok());
        reopen();
        QCOMPARE(t().messageOf(D1), id);
        QVERIFY(t().due(6'999).empty());
        const mail::RemoteTask task = t().task(7'000);
        QCOMPARE(task.messageId, sent);
        QCOMPARE(task.keyTime, Time);
        QCOMPARE(task.keyToken, Token);
        QCOMPARE(task.attempts, 1);
        QCOMPARE(t().copies().remoteFigures()->trouble.size(), 500);
        QVERIFY(t().look(t().listed(D2, false, {Bob}, {}, true)).missing.empty());
        const auto all = *t().copies().scope({});
        QVERIFY(all.complete && all.readMs == 11 && all.wholeMs == 12);
        const auto one = *t().copies().scope(core::AccountId{5});
        QVERIFY(!one.complete && one.readMs == 21 && one.wholeMs == 22);
        const auto none = *t().copies().scope(core::AccountId{6});
        QVERIFY(!none.complete && none.readMs == 0 && none.wholeMs == 0);
    }

    void damageIsFound_data()
    {
        QTest::addColumn<QByteArray>("statement");
        QTest::addColumn<QString>("where");
        QTest::newRow("copy") << QByteArray("UPDATE remote SET document='x'")
                              << QStringLiteral("remote 1");
        QTest::newRow("scope") << QByteArray("UPDATE remote_scope SET complete=0")
                               << QStringLiteral("remote_scope");
        QTest::newRow("content") << QByteArray("UPDATE remote_content SET used_ms=1")
                                 << QStringLiteral("remote_content");
        QTest::newRow("ids given again")
            << QByteArray("UPDATE sqlite_sequence SET seq=0 WHERE name='remote'")
            << QStringLiteral("remote");
        QTest::newRow("bytes that are not there")
            << QByteArray("DELETE FROM content_chunk") << QStringLiteral("content 1");
    }
    void damageIsFound()
    {
        QFETCH(QByteArray, statement);
        QFETCH(QString, where);
        QVERIFY(t().take(D1, distinct(1)).ok());
        QVERIFY(await<void>([&](auto done) {
            t().copies().setScope({}, {true, 11, 12}, std::move(done));
        }).ok());
        QCOMPARE(findings(*t().store), QString());
        sql(statement);
        QVERIFY2(findings(*t().store).startsWith(where), qPrintable(findings(*t().store)));
        m_temp.reset();
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestRemoteStore)
#include "tst_remotestore.moc"
