// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclient.h"
#include "models/connectionlist.h"
#include "models/rowfilter.h"
#include "models/transcript.h"

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {

QJsonObject connection(const QString &id, const QString &protocol, const QString &user, qint64 in, qint64 out)
{
    return {{QStringLiteral("id"), id}, {QStringLiteral("protocol"), protocol},
        {QStringLiteral("user"), user.isEmpty() ? QJsonValue() : QJsonValue(user)}, {QStringLiteral("peer"), QStringLiteral("192.0.2.1:1")},
        {QStringLiteral("bytes_in"), in}, {QStringLiteral("bytes_out"), out}, {QStringLiteral("state"), QStringLiteral("idle")},
        {QStringLiteral("idle_seconds"), 3}, {QStringLiteral("since"), QStringLiteral("2026-01-01T00:00:00.000Z")}};
}

QJsonObject answer(const QJsonArray &connections)
{
    return {{QStringLiteral("active_connections"), connections}, {QStringLiteral("count"), connections.size()}};
}

} // namespace

/// Rates between two looks, cutting off, and what a session says.
class TestConnectionList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ratesComeFromTwoLooks()
    {
        FakeClient client;
        qint64 now = 1'000;
        ConnectionList list(client, [&now] { return now; });
        QAbstractItemModelTester tester(&list);
        list.reload();
        QCOMPARE(client.at(0).path, QStringLiteral("/api/imap/connections"));
        client.answer(0, answer({connection(QStringLiteral("1"), QStringLiteral("imap"), QStringLiteral("a@x"), 100, 100)}));
        QVERIFY(!list.rateOf(QStringLiteral("1")));
        QCOMPARE(list.index(0, ConnectionList::Rate).data().toString(), QString());
        now += 2'000;
        list.refresh();
        client.answer(0, answer({connection(QStringLiteral("1"), QStringLiteral("imap"), QStringLiteral("a@x"), 300, 900),
                             connection(QStringLiteral("2"), QStringLiteral("http"), {}, 7, 7)}));
        QCOMPARE(list.rateOf(QStringLiteral("1")).value_or(0), 500.0);
        QVERIFY(!list.rateOf(QStringLiteral("2")));
        QCOMPARE(list.index(0, ConnectionList::Rate).data(PagedModel::SortRole).toDouble(), 500.0);
        // The same instant twice is no reason to divide by nothing.
        list.refresh();
        client.answer(0, answer({connection(QStringLiteral("1"), QStringLiteral("imap"), QStringLiteral("a@x"), 400, 900)}));
        QCOMPARE(list.rateOf(QStringLiteral("1")).value_or(0), 500.0);
    }

    void knowsWhoseTheyAre()
    {
        FakeClient client;
        ConnectionList list(client, [] { return 0; });
        list.reload();
        client.answer(0, answer({connection(QStringLiteral("1"), QStringLiteral("imap"), QStringLiteral("a@x"), 0, 0),
                             connection(QStringLiteral("2"), QStringLiteral("http"), {}, 0, 0),
                             connection(QStringLiteral("3"), QStringLiteral("lmtp"), {}, 0, 0),
                             connection(QStringLiteral("4"), QStringLiteral("imap"), QStringLiteral("a@x"), 0, 0)}));
        QCOMPARE(list.idsOf(QStringLiteral("a@x")), (QStringList{QStringLiteral("1"), QStringLiteral("4")}));
        QVERIFY(list.idsOf({}).isEmpty());
        QCOMPARE(list.mailIds(), (QStringList{QStringLiteral("1"), QStringLiteral("3"), QStringLiteral("4")}));
        RowFilter filter;
        filter.setSourceModel(&list);
        filter.setWords(QStringLiteral("A@X imap"));
        QCOMPARE(filter.rowCount(), 2);
        filter.setWords(QStringLiteral("a@x lmtp"));
        QCOMPARE(filter.rowCount(), 0);
    }

    void cutsAndSaysHowMany()
    {
        FakeClient client;
        ConnectionList list(client, [] { return 0; });
        list.reload();
        client.answer(0, answer({connection(QStringLiteral("1"), QStringLiteral("imap"), {}, 0, 0),
                             connection(QStringLiteral("2"), QStringLiteral("imap"), {}, 0, 0),
                             connection(QStringLiteral("3"), QStringLiteral("imap"), {}, 0, 0)}));
        QSignalSpy cut(&list, &ConnectionList::disconnected);
        QSignalSpy failed(&list, &ConnectionList::failed);
        list.disconnectAll({QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3")});
        QCOMPARE(client.pending(), 3);
        QCOMPARE(client.at(1).method, QByteArray("DELETE"));
        QCOMPARE(client.at(1).path, QStringLiteral("/api/imap/connections/2"));
        // The answers come in another order; one is gone already, one is refused.
        client.fail(2, Problem{.status = 403, .text = QStringLiteral("no")});
        client.fail(1, Problem{.status = 404});
        client.answer(0, {});
        QCOMPARE(cut.size(), 1);
        QCOMPARE(cut.first().first().toInt(), 1);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(list.rowCount(), 1);
        QCOMPARE(list.rowOf(QStringLiteral("3")), 0);
    }

    void transcriptIsFollowedAndLetGo()
    {
        FakeClient client;
        Transcript transcript(client);
        QSignalSpy changed(&transcript, &Transcript::changed);
        QSignalSpy failed(&transcript, &Transcript::failed);
        transcript.follow(QStringLiteral("a/b"));
        QCOMPARE(client.at(0).path, QStringLiteral("/api/imap/sessions/a%2Fb/transcript"));
        const QJsonObject line{{QStringLiteral("at"), QStringLiteral("2026-01-01T00:00:00.125Z")},
            {QStringLiteral("from"), QStringLiteral("client")}, {QStringLiteral("text"), QStringLiteral("a1 LOGIN x ***\u202e")}};
        client.answer(0, {{QStringLiteral("lines"), QJsonArray{line}}});
        QCOMPARE(transcript.lines().size(), 1);
        QVERIFY(transcript.lines().first().endsWith(QStringLiteral("C: a1 LOGIN x ***")));
        // Another session: an answer about the first changes nothing any more.
        QTRY_COMPARE(client.pending(), 1);
        transcript.follow(QStringLiteral("2"));
        client.answer(0, {{QStringLiteral("lines"), QJsonArray{line, line}}});
        QVERIFY(transcript.lines().isEmpty());
        client.fail(0, Problem{.status = 404});
        QCOMPARE(failed.size(), 1);
        QVERIFY(transcript.session().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestConnectionList)
#include "tst_connectionlist.moc"
