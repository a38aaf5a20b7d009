// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "net/addresscensus.h"
#include "net/deadlines.h"
#include "net/endpoint.h"
#include "net/linecutter.h"
#include "net/outqueue.h"
#include "net/ticketkeys.h"

#include <QtCore/QList>
#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <sys/uio.h>

using namespace digidig;
using namespace digidig::net;

namespace {

class Alarm : public Deadline {
public:
    Alarm(Deadlines &all, QList<int> &order, int number)
        : Deadline(all)
        , m_order(order)
        , m_number(number)
    {
    }
    qint64 cameAt = 0;
    int again = 0; ///< So many more times, 100 ms apart.
    Alarm *victim = nullptr; ///< Called off when this comes.

protected:
    void dueNow() override
    {
        m_order.append(m_number);
        cameAt = core::monotonicMs();
        if (again-- > 0)
            set(100);
        if (victim)
            victim->set(-1);
    }

private:
    QList<int> &m_order;
    const int m_number;
};

} // namespace

/// The small parts of which streams are made.
class TestStreamParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deadlinesComeInOrderAndNeverEarly()
    {
        Deadlines all;
        QList<int> order;
        const qint64 began = core::monotonicMs();
        Alarm third(all, order, 3);
        Alarm first(all, order, 1);
        Alarm second(all, order, 2);
        Alarm never(all, order, 4);
        Alarm gone(all, order, 5);
        third.set(900);
        first.set(0);
        second.set(350);
        never.set(500);
        never.set(3'600'000);
        gone.set(300);
        gone.set(-1);
        QVERIFY(!gone.isSet());
        {
            Alarm deleted(all, order, 6);
            deleted.set(200);
        }
        QTRY_COMPARE_WITH_TIMEOUT(order, QList<int>({1, 2, 3}), 10'000);
        QVERIFY(second.cameAt - began >= 350);
        QVERIFY(third.cameAt - began >= 900);
        QVERIFY(never.isSet());
        QVERIFY(!third.isSet());
    }

    void deadlinesMayBeChangedWhileTheyCome()
    {
        Deadlines all;
        QList<int> order;
        Alarm repeated(all, order, 1);
        repeated.again = 3;
        Alarm one(all, order, 2);
        Alarm other(all, order, 2);
        // Whichever of the two comes first, the other does not.
        one.victim = &other;
        other.victim = &one;
        one.set(150);
        other.set(150);
        repeated.set(100);
        QTRY_COMPARE_WITH_TIMEOUT(order.count(1), 4, 10'000);
        QCOMPARE(order.count(2), 1);
    }

    void deadlinesOutliveNothing()
    {
        QList<int> order;
        auto all = std::make_unique<Deadlines>();
        Alarm alarm(*all, order, 1);
        alarm.set(50);
        all.reset();
        QVERIFY(!alarm.isSet());
    }

    /// Against a plain byte array, with pieces of all sizes.
    void outQueueKeepsEveryByteInOrder()
    {
        QRandomGenerator random(7);
        OutQueue queue;
        QByteArray model;
        for (int i = 0; i < 5000; ++i) {
            if (random.bounded(2)) {
                QByteArray piece(random.bounded(10) ? random.bounded(200) : random.bounded(40'000),
                    Qt::Uninitialized);
                for (char &c : piece)
                    c = char(random.bounded(256));
                queue.append(piece);
                model += piece;
            } else if (!queue.isEmpty()) {
                iovec vectors[5];
                QByteArray seen;
                const int count = queue.pieces(vectors, 5);
                for (int k = 0; k < count; ++k)
                    seen.append(static_cast<const char *>(vectors[k].iov_base),
                        qsizetype(vectors[k].iov_len));
                QVERIFY(!seen.isEmpty());
                QVERIFY(model.startsWith(seen));
                QVERIFY(model.startsWith(queue.front().toByteArray()));
                const qint64 some = 1 + random.bounded(int(seen.size()));
                queue.drop(some);
                model.remove(0, some);
            }
            QCOMPARE(queue.size(), model.size());
        }
        queue.clear();
        QVERIFY(queue.isEmpty());
        QVERIFY(queue.front().isEmpty());
    }

    void censusCounts()
    {
        AddressCensus census;
        const auto key = [](const char *text) {
            return AddressCensus::keyOf(QHostAddress(QString::fromLatin1(text)));
        };
        QVERIFY(census.enter(key("192.0.2.1"), 2));
        QVERIFY(census.enter(key("::ffff:192.0.2.1"), 2)); // the same
        QVERIFY(!census.enter(key("192.0.2.1"), 2));
        QVERIFY(census.enter(key("192.0.2.2"), 2));
        QVERIFY(census.enter(key("192.0.2.1"), 0)); // no limit
        census.leave(key("192.0.2.1"));
        census.leave(key("192.0.2.1"));
        QVERIFY(census.enter(key("192.0.2.1"), 2));
        // A /64 is one customer.
        QVERIFY(census.enter(key("2001:db8::1"), 1));
        QVERIFY(!census.enter(key("2001:db8::ffff:2"), 1));
        QVERIFY(census.enter(key("2001:db8:0:1::1"), 1));
        census.leave(key("2001:db8::2"));
        QVERIFY(census.enter(key("2001:db8::3"), 1));
    }

    void endpointsHaveNames()
    {
        QCOMPARE((Endpoint{QHostAddress(QStringLiteral("192.0.2.1")), 143}.name()),
            QStringLiteral("192.0.2.1:143"));
        QCOMPARE((Endpoint{QHostAddress(QStringLiteral("2001:db8::1")), 993}.name()),
            QStringLiteral("[2001:db8::1]:993"));
        QCOMPARE(Endpoint().name(), QStringLiteral("unix"));
    }

    void ticketKeysRotate()
    {
        TicketKeys keys;
        TicketKeys::Key found;
        const qint64 life = TicketKeys::LifetimeMs;
        const auto first = keys.sealing(0);
        QCOMPARE(keys.sealing(life - 1).name, first.name);
        const auto second = keys.sealing(life);
        QVERIFY(second.name != first.name);
        QVERIFY(second.cipher != first.cipher);
        QVERIFY(keys.opening(first.name.data(), 2 * life - 1, &found));
        QCOMPARE(found.cipher, first.cipher);
        QVERIFY(keys.opening(second.name.data(), 2 * life - 1, &found));
        QVERIFY(!keys.opening(first.name.data(), 2 * life, &found));
        // After a long rest nothing old is good.
        QVERIFY(!keys.opening(second.name.data(), 100 * life, &found));
        const std::array<unsigned char, 16> unknown = {};
        QVERIFY(!keys.opening(unknown.data(), 100 * life, &found));
    }

    void lines_data()
    {
        QTest::addColumn<int>("chunk");
        for (const int chunk : {1, 2, 3, 7, 1000})
            QTest::addRow("in pieces of %d", chunk) << chunk;
    }
    void lines()
    {
        QFETCH(int, chunk);
        const QByteArray all = "one\r\n\r\n\nbare\n1234567890\r\n12345678901\r\n"
                               "much longer than what is allowed\r\nCR\rinside\r\r\nlast";
        const QByteArrayList wanted = {
            "one", "", "", "bare", "1234567890", "!", "!", "CR\rinside\r"};
        LineCutter cutter(10);
        QByteArray input;
        QByteArrayList got;
        for (qsizetype at = 0; at < all.size(); at += chunk) {
            input += all.mid(at, chunk);
            for (;;) {
                const LineCutter::Step step = cutter.next(input);
                if (step.line)
                    got.append(step.line->toByteArray());
                if (step.wasTooLong)
                    got.append("!");
                input.remove(0, step.bytes);
                if (step.bytes == 0)
                    break;
            }
            QVERIFY(input.size() <= std::max(chunk, 12));
        }
        QCOMPARE(got, wanted);
        QCOMPARE(input, QByteArray("last"));
    }
};

QTEST_GUILESS_MAIN(TestStreamParts)
#include "tst_streamparts.moc"
