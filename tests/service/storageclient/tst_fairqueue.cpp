// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/fairqueue.h"

#include <QtTest/QTest>

using namespace digidig::storageclient;

class TestFairQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void callersTakeTurns();
    void interactiveFirst();
    void firstOfItsCaller();
    void removes();

private:
    static Caller background(const QString &key) { return {key, Priority::Background, 0}; }
};

void TestFairQueue::callersTakeTurns()
{
    FairQueue<int> queue;
    for (int i = 0; i < 5; ++i)
        queue.push(background(QStringLiteral("a")), i);
    queue.push(background(QStringLiteral("b")), 10);
    queue.push(background(QStringLiteral("c")), 20);
    queue.push(background(QStringLiteral("b")), 11);
    QList<int> order;
    while (queue.size() > 0)
        order += queue.pop();
    QCOMPARE(order, (QList<int>{0, 10, 20, 1, 11, 2, 3, 4}));
}

void TestFairQueue::interactiveFirst()
{
    FairQueue<int> queue;
    for (int i = 0; i < 20; ++i) {
        queue.push(background(QStringLiteral("a")), -1);
        queue.push({}, i);
    }
    QCOMPARE(queue.size(Priority::Background), 20);
    QList<int> order;
    for (int i = 0; i < 16; ++i)
        order += queue.pop();
    QCOMPARE(order, (QList<int>{0, 1, 2, 3, 4, 5, 6, -1, 7, 8, 9, 10, 11, 12, 13, -1}));
}

void TestFairQueue::firstOfItsCaller()
{
    FairQueue<int> queue;
    queue.push(background(QStringLiteral("a")), 1);
    queue.push(background(QStringLiteral("b")), 2);
    queue.push(background(QStringLiteral("a")), 0, true);
    QCOMPARE(queue.pop(), 0);
    QCOMPARE(queue.pop(), 2);
    QCOMPARE(queue.pop(), 1);
}

void TestFairQueue::removes()
{
    FairQueue<int> queue;
    queue.push(background(QStringLiteral("a")), 1);
    queue.push(background(QStringLiteral("a")), 2);
    queue.push(background(QStringLiteral("b")), 3);
    queue.remove(background(QStringLiteral("a")), 1);
    queue.remove(background(QStringLiteral("b")), 3);
    queue.remove(background(QStringLiteral("c")), 3);
    QCOMPARE(queue.size(), 1);
    QCOMPARE(queue.pop(), 2);
    QCOMPARE(queue.size(), 0);
}

QTEST_GUILESS_MAIN(TestFairQueue)
#include "tst_fairqueue.moc"
