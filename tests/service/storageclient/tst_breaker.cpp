// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/breaker.h"

#include <QtTest/QTest>

using digidig::storageclient::Breaker;

class TestBreaker : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensAfterFailuresInARow();
    void delaysGrowAndAreBounded();
    void probesClose();
};

void TestBreaker::opensAfterFailuresInARow()
{
    Breaker breaker(3, 100, 1000);
    breaker.failure(0);
    breaker.failure(0);
    breaker.success();
    breaker.failure(0);
    breaker.failure(0);
    QVERIFY(!breaker.open());
    breaker.failure(50);
    QVERIFY(breaker.open());
    QCOMPARE(breaker.probeDueMs(), 150);
    // Whatever was under way then changes nothing.
    breaker.failure(120);
    breaker.success();
    QVERIFY(breaker.open());
    QCOMPARE(breaker.probeDueMs(), 150);
}

void TestBreaker::delaysGrowAndAreBounded()
{
    Breaker breaker(1, 100, 1000);
    breaker.failure(0);
    for (const qint64 delay : {200, 400, 800, 1000, 1000}) {
        breaker.probeFailed(5000);
        QVERIFY(breaker.open());
        QCOMPARE(breaker.probeDueMs(), 5000 + delay);
    }
}

void TestBreaker::probesClose()
{
    Breaker breaker(5, 100, 1000);
    breaker.probeFailed(0);
    QVERIFY(breaker.open());
    breaker.probeFailed(0);
    breaker.probeSucceeded();
    QVERIFY(!breaker.open());
    breaker.probeFailed(0);
    QCOMPARE(breaker.probeDueMs(), 100);
}

QTEST_GUILESS_MAIN(TestBreaker)
#include "tst_breaker.moc"
