// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclient.h"
#include "models/statshistory.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {

QJsonObject stats()
{
    return QJsonDocument::fromJson(R"({"uptime_seconds": 9, "history": {"range": "5m", "step_seconds": 5, "series": {
        "sessions": [[100, null], [105, 1], [110, 2], [115, null], [120, 4]],
        "memory_bytes": [[100, null], [105, null], [110, null], [115, null], [120, 5]]}}})")
        .object();
}

const QString Sessions = QStringLiteral("sessions");

} // namespace

/// What was not measured is never drawn.
class TestStatsHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gapsStayGaps()
    {
        FakeClient client;
        StatsHistory history(client);
        history.reload();
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("history")), QStringLiteral("5m"));
        client.answer(0, stats());
        const auto pieces = history.pieces(Sessions);
        QCOMPARE(pieces.size(), 2);
        QCOMPARE(pieces.first(), (QList<QPointF>{{105'000, 1}, {110'000, 2}}));
        QCOMPARE(pieces.last(), (QList<QPointF>{{120'000, 4}}));
        QVERIFY(history.pieces(QStringLiteral("nothing")).isEmpty());
        QVERIFY(!history.has(QStringLiteral("nothing")));
        QCOMPARE(history.span(), qMakePair(100'000.0, 120'000.0));
    }

    void valuesUnderThePointer()
    {
        FakeClient client;
        StatsHistory history(client);
        history.reload();
        client.answer(0, stats());
        QCOMPARE(history.at(Sessions, 106'000).value_or(-1), 1.0);
        QCOMPARE(history.latest(Sessions).value_or(-1), 4.0);
        QVERIFY(!history.at(QStringLiteral("memory_bytes"), 105'000));
        QVERIFY(!history.latest(QStringLiteral("nothing")));
    }

    void tablesAreEmptyWhereNothingWasMeasured()
    {
        FakeClient client;
        StatsHistory history(client);
        history.reload();
        client.answer(0, stats());
        const QList<QByteArray> lines = history.csv().split('\n');
        QCOMPARE(lines.at(0), QByteArray("time,memory_bytes,sessions\r"));
        QCOMPARE(lines.at(1), QByteArray("1970-01-01T00:01:40.000Z,,\r"));
        QCOMPARE(lines.at(2), QByteArray("1970-01-01T00:01:45.000Z,,1\r"));
        QCOMPARE(lines.at(5), QByteArray("1970-01-01T00:02:00.000Z,5,4\r"));
    }

    void anotherRangeForgetsTheAnswerOfTheFirst()
    {
        FakeClient client;
        StatsHistory history(client);
        QSignalSpy changed(&history, &StatsHistory::changed);
        history.reload();
        history.setRange(QStringLiteral("24h"));
        client.answer(0, stats());
        QCOMPARE(changed.size(), 0);
        QVERIFY(!history.loaded());
    }

    void aServiceThatIsNotWellSaysSo()
    {
        FakeClient client;
        StatsHistory history(client);
        QSignalSpy health(&history, &StatsHistory::healthChanged);
        QSignalSpy failed(&history, &StatsHistory::failed);
        history.reload();
        client.fail(0, Problem{.status = 503, .text = QStringLiteral("closed")});
        QCOMPARE(failed.size(), 1);
        client.answer(0, {{QStringLiteral("status"), QStringLiteral("degraded")}, {QStringLiteral("details"), QJsonObject()}});
        QCOMPARE(health.size(), 1);
        QCOMPARE(history.health().value(u"status").toString(), QStringLiteral("degraded"));
    }
};

QTEST_GUILESS_MAIN(TestStatsHistory)
#include "tst_statshistory.moc"
