// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "remotetest.h"

#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;

namespace {

/// What the store makes of what others do in Storage, and of what it has put there itself.
class TestRemoteObserved : public QObject, private RemoteTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    // --- What was stored from here is recognised

    void seenBeforeItSettled_data()
    {
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("token");
        QTest::newRow("by its time") << Time << QString();
        QTest::newRow("by its token") << QString() << Token;
        QTest::newRow("by its token, another time") << QStringLiteral("2025-10-24") << Token;
    }
    void seenBeforeItSettled()
    {
        QFETCH(QString, time);
        QFETCH(QString, token);
        const QString id = t().send(distinct(1));
        const mail::RemoteTask task = t().task();
        QVERIFY(t().settle(
            {.what = Settled::Keyed, .copy = task.copy, .keyTime = Time, .keyToken = Token}));
        QCOMPARE(t().look(t().listed(D1, true)).missing.size(), size_t(1));
        QCOMPARE(
            t().take(D1, distinct(7), Bob, true, true, time, token)->messages.size(), size_t(0));
        QCOMPARE(t().messageOf(D1), id);
        QCOMPARE(t().messages(), 1);
        QCOMPARE(t().task().what, What::SetRead); // It is read there, and not here.
        QVERIFY(!t().task().read);
        QVERIFY(t().settle({.what = Settled::Stored, .copy = task.copy, .document = D1}));
        QCOMPARE(t().task().what, What::SetRead);
        QCOMPARE(t().messages(), 1);
    }

    void seenBeforeAndStrange()
    {
        QVERIFY(!t().send(distinct(1)).isEmpty());
        QVERIFY(t().settle(
            {.what = Settled::Keyed, .copy = t().task().copy, .keyTime = Time, .keyToken = Token}));
        const auto other = QStringLiteral("other");
        QCOMPARE(
            t().take(D1, distinct(7), Bob, false, true, other, other)->messages.size(), size_t(1));
        QCOMPARE(t().task().what, What::Store);
        QCOMPARE(t().take(D2, distinct(8), Bob)->messages.size(), size_t(1));
        QCOMPARE(t().messages(), 3);
    }

    /// Times are alike now and then: many messages come in the same millisecond.
    void sameTimeForAnother()
    {
        const QString alices = t().send(distinct(1), Alice);
        const QString bobs = t().send(distinct(1), Bob);
        for (const mail::RemoteTask &task : t().due()) {
            QVERIFY(t().settle({.what = Settled::Keyed,
                .copy = task.copy,
                .keyTime = Time,
                .keyToken = Token + task.address}));
        }
        QCOMPARE(t().take(D1, distinct(7), Bob, false, true, Time)->messages.size(), size_t(0));
        QCOMPARE(t().messageOf(D1), bobs);
        QCOMPARE(t().take(D2, distinct(8), Alice, false, true, Time)->messages.size(), size_t(0));
        QCOMPARE(t().messageOf(D2), alices);
        QCOMPARE(t().messages(), 2);
        QVERIFY(t().due().empty());
    }

    void mistakenForAnother()
    {
        const QString first = t().send(distinct(1));
        const QString second = t().send(distinct(2));
        const auto due = t().due();
        for (const mail::RemoteTask &task : due)
            QVERIFY(t().settle({.what = Settled::Keyed, .copy = task.copy, .keyTime = Time}));
        QVERIFY(t().take(D2, distinct(7), Bob, false, true, Time)->messages.empty());
        QCOMPARE(t().messageOf(D2), first);
        QVERIFY(t().settle({.what = Settled::Stored, .copy = due[1].copy, .document = D2}));
        QCOMPARE(t().messageOf(D2), second);
        QVERIFY(t()->message(first).ok());
        QCOMPARE(t().task().what, What::Store);
        QCOMPARE(t().task().messageId, first);
    }

    void doubledMessageGoes()
    {
        const QString id = t().send(distinct(1));
        const mail::RemoteTask task = t().task();
        const QString doubled = t().take(D1, distinct(7))->messages[0].id; // Without its key.
        QCOMPARE(t().messages(), 2);
        QVERIFY(t().settle({.what = Settled::Stored, .copy = task.copy, .document = D1}));
        QCOMPARE(t().messages(), 1);
        QCOMPARE(t().messageOf(D1), id);
        QVERIFY(!t()->message(doubled).ok());
        t().settleNothings();
        QVERIFY(t().due().empty());
    }

    // --- What others do there

    void observed()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(!t().look(t().listed(D1, false)).news);
        QVERIFY(!t().look(t().listed(D1, {})).news);
        QVERIFY(t().look(t().listed(D1, true)).news);
        QCOMPARE(t().observe(t().listed(D1, true)), 1);
        QVERIFY(t().isSeen(id));
        QVERIFY(!t().look(t().listed(D1, true)).news);
        QVERIFY(t().due().empty());
        QCOMPARE(t().observe(t().listed(D1, true)), 0);
        QCOMPARE(t().observe(t().listed(D1, {})), 0);
        QCOMPARE(t().observe(t().listed(D1, false)), 1);
        QVERIFY(!t().isSeen(id));
        QVERIFY(t().due().empty());
        QCOMPARE(t().observe(t().listed(D2, true)), 0);
    }

    void whatWaitsHereStays()
    {
        const QString id = t().take(D1, distinct(1), Bob, true)->messages[0].id;
        QVERIFY(t().isSeen(id));
        QVERIFY(t().seen(id, false));
        QCOMPARE(t().observe(t().listed(D1, false)), 0); // As it is here by now.
        QVERIFY(!t().isSeen(id));
        QVERIFY(t().due().empty());
        QVERIFY(t().seen(id, true));
        QCOMPARE(t().observe(t().listed(D1, false)), 0); // As it was.
        QVERIFY(t().isSeen(id));
        QCOMPARE(t().task().what, What::SetRead);
    }

    /// A list that was asked for before knows less.
    void outdated()
    {
        const auto later = core::nowMs() + 60'000;
        const auto before = [](mail::RemoteListed listed) {
            listed.sinceMs = core::nowMs() - 60'000;
            return listed;
        };
        const auto after = [later](mail::RemoteListed listed) {
            listed.sinceMs = later;
            return listed;
        };
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(t().seen(id, true));
        QVERIFY(t().settle({.what = Settled::Told, .copy = t().task().copy, .read = true}));
        QCOMPARE(t().observe(before(t().listed(D1, false))), 0);
        QVERIFY(t().isSeen(id));
        QVERIFY(t().due().empty());
        QCOMPARE(t().observe(after(t().listed(D1, false))), 1);
        QVERIFY(!t().isSeen(id));
        // A clock that was wrong once does not count for ever.
        auto old = t().listed(D1, true);
        old.sinceMs = 1;
        QCOMPARE(t().observe(old), 1);

        QVERIFY(t().erase(id));
        QVERIFY(t().settle({.what = Settled::Removed, .copy = t().task().copy}));
        QCOMPARE(t().observe(before(t().listed(D1, false))), 0);
        QVERIFY(t().due().empty());
        QCOMPARE(t().observe(after(t().listed(D1, false))), 0);
        QCOMPARE(t().task().what, What::Remove);

        QVERIFY(t().take(D2, distinct(2)).ok());
        QCOMPARE(t().vanish(D2), 1);
        QCOMPARE(t().observe(before(t().listed(D2, true))), 0);
        QVERIFY(t().messageOf(D2).isEmpty());
        QCOMPARE(t().observe(after(t().listed(D2, true))), 1);
        QVERIFY(!t().messageOf(D2).isEmpty());
    }

    void comesBackThereWithoutRoom()
    {
        QVERIFY(t().take(D1, distinct(1)).ok());
        QCOMPARE(t().vanish(D1), 1);
        mail::AccountChange change{.account = t()->account(Bob)->id};
        change.quotaBytes = 1;
        QVERIFY(await<mail::Account>([&](auto done) {
            t()->changeAccount(change, std::move(done));
        }).ok());
        QCOMPARE(t().observe(t().listed(D1, true)), 0);
        QCOMPARE(t().look(t().listed(D1, true)).missing.size(), size_t(1));
        QCOMPARE(t().take(D1, distinct(1), Bob, true)->messages.size(), size_t(1));
    }

    void vanishes()
    {
        const QString bobs = t().take(D1, distinct(1), Bob)->messages[0].id;
        QVERIFY(t().take(D1, distinct(1), Alice).ok());
        QVERIFY(t().take(D2, distinct(2), Bob).ok());
        QCOMPARE(t().vanish(D1), 2);
        QCOMPARE(t().vanish(D1), 0);
        QCOMPARE(t().messages(), 1);
        t().settleNothings();
        QVERIFY(t().due().empty()); // Nobody need be told.
        QVERIFY(t().restore(bobs));
        t().settleNothings();
        QCOMPARE(t().task().what, What::Store);
        QCOMPARE(t().task().messageId, bobs);
        const qint64 copy = t().task().copy;
        QVERIFY(t().settle(
            {.what = Settled::Stored, .copy = copy, .document = QStringLiteral("document-3")}));
        QVERIFY(t().due().empty());
    }

    /// Whoever has emptied Storage by mistake and puts everything back loses nothing by us.
    void comesBackThere()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QCOMPARE(t().vanish(D1), 1);
        t().settleNothings();
        QVERIFY(t().look(t().listed(D1, true)).news);
        QVERIFY(t().observe(t().listed(D1, true)) >= 0);
        t().settleNothings();
        for (const mail::RemoteTask &task : t().due())
            QVERIFY(task.what != What::Remove);
        QCOMPARE(t().messageOf(D1), id);
        QVERIFY(t().isSeen(id));
        QCOMPARE(t().messages(), 1);
    }

    void comesBackThereAfterThePurge()
    {
        QVERIFY(t().take(D1, distinct(1)).ok());
        QCOMPARE(t().vanish(D1), 1);
        QCOMPARE(t().purge(), 1);
        t().settleNothings();
        QVERIFY(t().observe(t().listed(D1, true)) >= 0);
        QVERIFY(t().due().empty());
        QCOMPARE(t().look(t().listed(D1, true)).missing.size(), size_t(1));
        QCOMPARE(t().take(D1, distinct(1), Bob, true)->messages.size(), size_t(1));
    }

    void tombstonesGoAfterADay()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(t().erase(id));
        QVERIFY(t().settle({.what = Settled::Removed, .copy = t().task().copy}));
        QVERIFY(t().take(D2, distinct(2)).ok());
        QCOMPARE(t().vanish(D2), 1);
        QCOMPARE(t().purge(), 2);
        t().settleNothings();
        QVERIFY(t().look(t().listed(D1, false, {Bob}, {}, true)).missing.empty());
        sql("UPDATE remote SET stage_ms = stage_ms - 86400000");
        QCOMPARE(t().purge(0), 0);
        QCOMPARE(*t().copies().lastCopy(), 0);
        QCOMPARE(t().look(t().listed(D1, false)).missing.size(), size_t(1));
    }

    void tombstonesAreFoundByAnIndex()
    {
        QVERIFY(t().take(D1, distinct(1)).ok());
        m_temp->store.reset();
        {
            const SQLite::Database db(
                (t().path() + QStringLiteral("/mail.db")).toStdString(), SQLite::OPEN_READONLY);
            SQLite::Statement plan(db,
                "EXPLAIN QUERY PLAN SELECT id FROM remote r WHERE stage IN (2, 4) AND stage_ms<1");
            QVERIFY(plan.executeStep());
            QVERIFY(QByteArray(plan.getColumn(3)).contains("remote_gone"));
        }
        m_temp->open();
    }

    void tombstonesStayForWhatCanBeBroughtBack()
    {
        const QString id = t().take(D1, distinct(1))->messages[0].id;
        QVERIFY(t().erase(id));
        QVERIFY(t().settle({.what = Settled::Removed, .copy = t().task().copy}));
        sql("UPDATE remote SET stage_ms = stage_ms - 86400000");
        QCOMPARE(t().purge(0), 0);
        QVERIFY(*t().copies().lastCopy() != 0);
        sql("UPDATE remote SET stage_ms = stage_ms + 86400000"); // As its checksum has it.
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestRemoteObserved)
#include "tst_remoteobserved.moc"
