// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/eventparser.h"
#include "fakeclient.h"
#include "models/accountlist.h"
#include "models/loglist.h"
#include "models/storagestate.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {

QJsonObject parsed(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

Event record(const QString &level, const QString &message, qint64 id = 0)
{
    Event event{QStringLiteral("log"), "1",
        {{QStringLiteral("at"), QStringLiteral("2026-01-01T00:00:00.000Z")}, {QStringLiteral("level"), level},
            {QStringLiteral("category"), QStringLiteral("digidig.imap")}, {QStringLiteral("message"), message}}};
    if (id > 0)
        event.data.insert(QStringLiteral("id"), id);
    return event;
}

} // namespace

/// The log as it comes, accounts, and a fetch.
class TestAdminLists : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theLogGrowsAtTheTop()
    {
        FakeClient client;
        LogList log(client);
        QAbstractItemModelTester tester(&log);
        log.setFilter({.level = QStringLiteral("warning"), .text = QStringLiteral("a b")});
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("level")), QStringLiteral("warning"));
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("text"), QUrl::FullyDecoded), QStringLiteral("a b"));
        client.answer(0, parsed(R"({"logs": [{"id": 1, "level": "error", "message": "old a b"}]})"));
        log.take(record(QStringLiteral("error"), QStringLiteral("one A B")));
        log.take(record(QStringLiteral("info"), QStringLiteral("two a b")));
        log.take(record(QStringLiteral("error"), QStringLiteral("three")));
        log.take(record(QStringLiteral("warning"), QStringLiteral("four a b\nx")));
        QTRY_COMPARE(log.rowCount(), 3);
        QCOMPARE(log.index(0, LogList::Message).data().toString(), QStringLiteral("four a b x"));
        QCOMPARE(log.index(2, LogList::Message).data().toString(), QStringLiteral("old a b"));
    }

    /// What is logged while the list is read comes both ways.
    void noRecordStandsTwice()
    {
        FakeClient client;
        LogList log(client);
        QAbstractItemModelTester tester(&log);
        log.reload();
        client.answer(0, parsed(R"({"logs": [{"id": 7, "level": "info", "message": "seven"}]})"));
        log.take(record(QStringLiteral("info"), QStringLiteral("seven"), 7));
        log.take(record(QStringLiteral("info"), QStringLiteral("eight"), 8));
        QTRY_COMPARE(log.rowCount(), 2);
        QCOMPARE(log.index(0, LogList::Message).data().toString(), QStringLiteral("eight"));
        QCOMPARE(log.index(1, LogList::Message).data().toString(), QStringLiteral("seven"));
        // It is read again while one has come and is not shown yet.
        log.take(record(QStringLiteral("info"), QStringLiteral("nine"), 9));
        log.reload();
        client.answer(0, parsed(R"({"logs": [{"id": 9, "level": "info", "message": "nine"}, {"id": 8, "level": "info", "message": "eight"}]})"));
        log.take(record(QStringLiteral("info"), QStringLiteral("ten"), 10));
        QTRY_COMPARE(log.rowCount(), 3);
        QCOMPARE(log.index(1, LogList::Message).data().toString(), QStringLiteral("nine"));
    }

    void aPausedLogOnlyCounts()
    {
        FakeClient client;
        LogList log(client);
        log.reload();
        client.answer(0, parsed(R"({"logs": []})"));
        log.setPaused(true);
        log.take(record(QStringLiteral("info"), QStringLiteral("x")));
        log.take(record(QStringLiteral("info"), QStringLiteral("y")));
        QCOMPARE(log.missed(), 2);
        QCOMPARE(log.rowCount(), 0);
        log.setPaused(false);
        QCOMPARE(log.missed(), 0);
        QCOMPARE(client.pending(), 1);
    }

    void theOldestGoOut()
    {
        FakeClient client;
        LogList log(client);
        QAbstractItemModelTester tester(&log);
        log.reload();
        client.answer(0, parsed(R"({"logs": [{"id": 1}, {"id": 2}, {"id": 3}]})"));
        log.prepend({parsed(R"({"id": "a"})"), parsed(R"({"id": "b"})")}, 4);
        QCOMPARE(log.rowCount(), 4);
        QCOMPARE(log.rowOf(QStringLiteral("b")), 1);
        QCOMPARE(log.rowOf(QStringLiteral("2")), 3);
        QCOMPARE(log.rowOf(QStringLiteral("3")), -1);
    }

    void accountsKnowTheirShare()
    {
        FakeClient client;
        AccountList accounts(client);
        accounts.reload();
        client.answer(0, parsed(R"({"accounts": [{"id": "1", "used_bytes": 50, "quota_bytes": 200}, {"id": "2", "used_bytes": 50, "quota_bytes": 0}]})"));
        QCOMPARE(accounts.index(0, AccountList::Used).data(AccountList::ShareRole).toDouble(), 0.25);
        QVERIFY(!accounts.index(1, AccountList::Used).data(AccountList::ShareRole).isValid());
    }

    void toolTipsAreText()
    {
        FakeClient client;
        AccountList accounts(client);
        accounts.reload();
        client.answer(0, parsed(R"({"accounts": [{"id": "1", "aliases": ["<b>a</b>@example.org"]}]})"));
        const QString tip = accounts.index(0, AccountList::Address).data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(u"&lt;b&gt;a") && !tip.contains(u"<b>"), qPrintable(tip));
    }

    void passwordsOfAnotherAccountAreNotMixedIn()
    {
        FakeClient client;
        AppPasswordList list(client);
        list.setAccount(QStringLiteral("a/1"));
        list.setAccount(QStringLiteral("b"));
        QCOMPARE(client.at(0).path, QStringLiteral("/api/accounts/a%2F1/app-passwords"));
        client.answer(0, parsed(R"({"app_passwords": [{"id": "x", "name": "of a"}]})"));
        QCOMPARE(list.rowCount(), 0);
        client.answer(0, parsed(R"({"app_passwords": [{"id": "y", "name": "of b"}]})"));
        QCOMPARE(list.index(0, 0).data().toString(), QStringLiteral("of b"));
        list.setAccount({});
        QCOMPARE(list.rowCount(), 0);
        QCOMPARE(client.pending(), 0);
    }

    void aFetchIsFollowedToItsEnd()
    {
        FakeClient client;
        StorageState storage(client);
        QSignalSpy finished(&storage, &StorageState::finished);
        storage.fetch(QStringLiteral("a@x"));
        storage.fetch({});
        QCOMPARE(client.pending(), 1);
        QCOMPARE(client.at(0).path, QStringLiteral("/fetch"));
        QVERIFY(client.at(0).headers.contains(qMakePair(QByteArray("Prefer"), QByteArray("respond-async"))));
        QCOMPARE(QJsonDocument::fromJson(client.at(0).body).object().value(u"user_id").toString(), QStringLiteral("a@x"));
        client.answer(0, parsed(R"({"id": "j", "state": "queued"})"), 202);
        QVERIFY(storage.fetching());
        QTRY_COMPARE(client.pending(), 1);
        QCOMPARE(client.at(0).path, QStringLiteral("/api/jobs/j"));
        // A service that is away for a moment does not end it.
        client.fail(0, Problem{.kind = Problem::Kind::Unreachable});
        QVERIFY(storage.fetching());
        QTRY_COMPARE(client.pending(), 1);
        storage.cancel();
        QCOMPARE(client.at(1).method, QByteArray("DELETE"));
        client.answer(1, {});
        client.answer(0, parsed(R"({"id": "j", "state": "cancelled"})"));
        QVERIFY(!storage.fetching());
        QCOMPARE(finished.size(), 1);
        QCOMPARE(finished.first().first().toString(), QStringLiteral("cancelled"));
    }

    /// Whoever is quick cancels before the service has said which job it is.
    void aFetchIsCancelledBeforeItIsKnown()
    {
        FakeClient client;
        StorageState storage(client);
        storage.fetch({});
        storage.cancel();
        QCOMPARE(client.pending(), 1);
        client.answer(0, parsed(R"({"id": "j", "state": "queued"})"), 202);
        QCOMPARE(client.pending(), 1);
        QCOMPARE(client.at(0).method, QByteArray("DELETE"));
        QCOMPARE(client.at(0).path, QStringLiteral("/api/jobs/j"));
        // The next one is wanted.
        client.answer(0, {});
        QTRY_COMPARE(client.pending(), 1);
        client.answer(0, parsed(R"({"id": "j", "state": "cancelled"})"));
        client.answer(0, {});
        storage.fetch({});
        client.answer(0, parsed(R"({"id": "k", "state": "queued"})"), 202);
        QCOMPARE(client.pending(), 0);
    }
};

QTEST_GUILESS_MAIN(TestAdminLists)
#include "tst_adminlists.moc"
