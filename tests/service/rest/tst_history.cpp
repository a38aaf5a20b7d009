// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../shared/core/memoryrecords.h"
#include "rest/history.h"

#include <QtCore/QJsonArray>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::rest;

namespace {

constexpr qint64 Start = 1'800'000'000'000; // Begins a step of every range.

/// The figures of a service that answers 10 requests a second in 3 ms, every tenth with 404.
Sample at(qint64 seconds)
{
    Sample sample;
    sample.atMs = Start + seconds * 1000;
    sample.requests.successful = seconds * 9;
    sample.requests.clientErrors = seconds;
    sample.requests.buckets[4] = seconds * 10; // Up to 5 ms.
    sample.deliveries = seconds * 2;
    sample.connections = seconds % 100;
    sample.process.residentBytes = 50'000'000;
    return sample;
}

void run(History &history, qint64 from, qint64 to)
{
    for (qint64 second = from; second <= to; second += History::StepMs / 1000)
        history.sample(at(second));
}

QJsonArray points(const History &history, const char *range, const char *name, qint64 seconds)
{
    const auto series = history.series(QString::fromLatin1(range), Start + seconds * 1000);
    return series->value(QStringLiteral("series")).toObject().value(QLatin1String(name)).toArray();
}

QJsonValue last(const QJsonArray &list)
{
    return list.last().toArray().last();
}

} // namespace

class TestHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ranges_data()
    {
        QTest::addColumn<QString>("range");
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("count");
        QTest::newRow("five minutes") << QStringLiteral("5m") << 5 << 60;
        QTest::newRow("an hour") << QStringLiteral("1h") << 30 << 120;
        QTest::newRow("a day") << QStringLiteral("24h") << 600 << 144;
        QTest::newRow("a week") << QStringLiteral("7d") << 3600 << 168;
    }
    void ranges()
    {
        QFETCH(QString, range);
        QFETCH(int, step);
        QFETCH(int, count);
        History history;
        run(history, 0, 2 * 3600);
        const auto series = history.series(range, Start + 2 * 3600 * 1000);
        QCOMPARE(series->value(QStringLiteral("step_seconds")).toInt(), step);
        const QJsonObject all = series->value(QStringLiteral("series")).toObject();
        QCOMPARE(all.size(), qsizetype(History::SeriesCount));
        for (const QJsonValue &one : all) {
            const QJsonArray list = one.toArray();
            QCOMPARE(list.size(), count);
            for (qsizetype i = 1; i < list.size(); ++i) {
                QCOMPARE(list[i].toArray().first().toInteger() - list[i - 1].toArray().first().toInteger(),
                    qint64(step));
            }
        }
        QCOMPARE(last(all.value(QStringLiteral("requests_successful_per_second")).toArray()).toDouble(), 9.0);
        QCOMPARE(last(all.value(QStringLiteral("requests_client_error_per_second")).toArray()).toDouble(), 1.0);
        QCOMPARE(last(all.value(QStringLiteral("requests_server_error_per_second")).toArray()).toDouble(), 0.0);
        QCOMPARE(last(all.value(QStringLiteral("deliveries_per_second")).toArray()).toDouble(), 2.0);
        const double p50 = last(all.value(QStringLiteral("latency_p50_ms")).toArray()).toDouble();
        QVERIFY(p50 > 2.5 && p50 <= 5);
        QVERIFY(last(all.value(QStringLiteral("disk_free_bytes")).toArray()).isNull());
    }

    void unknownRange() { QVERIFY(!History().series(u"3w", Start)); }

    void quietStepsHaveNoLatency()
    {
        History history;
        Sample quiet = at(0);
        history.sample(quiet);
        quiet.atMs += 5000;
        history.sample(quiet);
        QVERIFY(last(points(history, "5m", "latency_p99_ms", 5)).isNull());
        QCOMPARE(last(points(history, "5m", "requests_successful_per_second", 5)).toDouble(), 0.0);
    }

    void restart()
    {
        test::MemoryRecords records;
        {
            History before;
            run(before, 0, 3600);
            QVERIFY(before.save(records).ok());
            const int writes = records.writes;
            QVERIFY(before.save(records).ok());
            QCOMPARE(records.writes.load(), writes); // Nothing new.
        }
        History history;
        QVERIFY(history.load(records).ok());
        // Ten minutes later; the counters begin at zero.
        for (int second = 0; second <= 600; second += 5) {
            Sample sample = at(second);
            sample.atMs += 4200 * 1000;
            history.sample(sample);
        }
        const QJsonArray list = points(history, "1h", "requests_successful_per_second", 4800);
        int known = 0;
        for (const QJsonValue &point : list) {
            const QJsonValue value = point.toArray().last();
            known += value.isNull() ? 0 : 1;
            QVERIFY(value.isNull() || value.toDouble() == 9.0);
        }
        QCOMPARE(known, 120 - 20); // The ten minutes are a hole.
    }

    void restartOfEveryRange_data()
    {
        QTest::addColumn<QString>("range");
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("count");
        QTest::newRow("5m") << QStringLiteral("5m") << 5 << 60;
        QTest::newRow("1h") << QStringLiteral("1h") << 30 << 120;
        QTest::newRow("24h") << QStringLiteral("24h") << 600 << 144;
        QTest::newRow("7d") << QStringLiteral("7d") << 3600 << 168;
    }
    /// A quarter of the range before it, a quarter away, a quarter after it: each chart has both,
    /// and knows nothing of what lies between.
    void restartOfEveryRange()
    {
        QFETCH(QString, range);
        QFETCH(int, step);
        QFETCH(int, count);
        const qint64 quarter = qint64(step) * count / 4;
        test::MemoryRecords records;
        {
            History before;
            run(before, 0, quarter);
            QVERIFY(before.save(records).ok());
        }
        History history;
        QVERIFY(history.load(records).ok());
        for (qint64 second = 0; second <= quarter; second += History::StepMs / 1000) {
            Sample sample = at(second);
            sample.atMs += 2 * quarter * 1000;
            history.sample(sample);
        }
        const QJsonArray list = points(history, range.toLatin1().constData(),
            "requests_successful_per_second", 3 * quarter);
        QCOMPARE(list.size(), count);
        int known = 0;
        for (const QJsonValue &point : list) {
            const QJsonValue value = point.toArray().last();
            const qint64 second = point.toArray().first().toInteger() - Start / 1000;
            const bool away = second <= 0 || (second > quarter && second <= 2 * quarter);
            QVERIFY2(value.isNull() == away, qPrintable(QString::number(second)));
            QVERIFY(value.isNull() || value.toDouble() == 9.0);
            known += value.isNull() ? 0 : 1;
        }
        QCOMPARE(known, count / 2);
    }

    void damagedRecords()
    {
        test::MemoryRecords records;
        const QJsonArray huge{QJsonValue(1e300), QStringLiteral("x")};
        QVERIFY(records.put(QStringLiteral("stats_history"),
                           {{QStringLiteral("5m"), {{QStringLiteral("points"), QStringLiteral("none")}}},
                               {QStringLiteral("1h"),
                                   {{QStringLiteral("names"), QJsonArray{1, 2}},
                                       {QStringLiteral("points"), QJsonArray{huge, QJsonArray(), 7}}}}})
                    .ok());
        History history;
        QVERIFY(history.load(records).ok());
        run(history, 0, 60);
        QCOMPARE(last(points(history, "1h", "requests_successful_per_second", 60)).toDouble(), 9.0);
    }

    void clockSetBack()
    {
        History history;
        run(history, 3600, 4200);
        run(history, 0, 300);
        QCOMPARE(last(points(history, "5m", "requests_successful_per_second", 300)).toDouble(), 9.0);
    }

    void latest()
    {
        History history;
        QVERIFY(history.latest().isEmpty());
        run(history, 0, 10);
        QCOMPARE(history.latest().value(QStringLiteral("deliveries_per_second")).toDouble(), 2.0);
        QCOMPARE(history.process().residentBytes, 50'000'000);
    }
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
