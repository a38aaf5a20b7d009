// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/throttle.h"

#include <QtTest/QTest>

using namespace digidig;
using auth::Ban;
using auth::Throttle;

namespace {

constexpr qint64 Second = 1000;

struct Desk {
    qint64 now = 1'000'000'000;
    Throttle throttle{[this] { return now; }};

    Desk() { throttle.setPolicy({3, 10 * Second, 60 * Second}); }

    /// The wait that a failure from @p address is answered with; 0: it counted.
    qint64 fail(const char *address = "192.0.2.7", const QString &account = {})
    {
        return throttle.failed(QHostAddress(QString::fromLatin1(address)), account).value_or(0);
    }
};

} // namespace

class TestThrottle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bansGrow()
    {
        Desk desk;
        for (int i = 0; i < 3; ++i)
            QCOMPARE(desk.fail(), 0);
        QCOMPARE(desk.fail(), 10 * Second);
        desk.now += 4 * Second;
        QCOMPARE(desk.fail(), 6 * Second); // What comes during a ban does not prolong it.
        for (const qint64 length : {20, 40, 60, 60}) {
            desk.now = desk.throttle.bans().front().untilMs;
            QVERIFY(desk.throttle.bans().empty());
            QCOMPARE(desk.fail(), 0); // Heard once …
            QCOMPARE(desk.fail(), length * Second); // … and refused for twice as long.
        }
    }

    void quietSourcesStartAnew()
    {
        Desk desk;
        for (int i = 0; i < 3; ++i)
            desk.fail();
        desk.now = desk.throttle.bans().front().untilMs + 60 * Second;
        for (int i = 0; i < 3; ++i)
            QCOMPARE(desk.fail(), 0);
        QCOMPARE(desk.fail(), 10 * Second);
    }

    void failuresAreForgotten()
    {
        Desk desk;
        for (int i = 0; i < 20; ++i) {
            QCOMPARE(desk.fail(), 0);
            desk.now += 60 * Second;
        }
        QVERIFY(desk.throttle.bans().empty());
    }

    void addressesAreApart()
    {
        Desk desk;
        for (int i = 0; i < 4; ++i)
            desk.fail("192.0.2.7");
        QCOMPARE(desk.fail("192.0.2.8"), 0);
        QCOMPARE(desk.fail("::ffff:192.0.2.7"), 10 * Second);
    }

    void networks_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("network");
        const auto row = [](const char *address, const char *network) {
            QTest::newRow(address) << QString::fromLatin1(address) << QString::fromLatin1(network);
        };
        row("192.0.2.7", "192.0.2.7");
        row("::ffff:192.0.2.7", "192.0.2.7");
        row("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64");
        row("2001:db8:1:2::", "2001:db8:1:2::/64");
        row("::1", "::1");
    }
    void networks()
    {
        QFETCH(QString, address);
        QFETCH(QString, network);
        QCOMPARE(Throttle::networkOf(QHostAddress(address)), network);
    }

    void oneAccountFromManyAddresses()
    {
        Desk desk;
        const QString account = QStringLiteral("alice@example.org");
        for (int i = 0; i < 3; ++i)
            QCOMPARE(desk.fail(qPrintable(QStringLiteral("192.0.2.%1").arg(i)), account), 0);
        QCOMPARE(desk.fail("192.0.2.99", account), 10 * Second);
        QCOMPARE(desk.fail("192.0.2.99", QStringLiteral("bob@example.org")), 0);
        const auto bans = desk.throttle.bans();
        QCOMPARE(bans.size(), size_t(1));
        QVERIFY(bans.front().kind == Ban::Kind::Account);
        QCOMPARE(bans.front().subject, account);
        QCOMPARE(bans.front().failures, 3);
    }

    void oneNetworkFromManyAddresses()
    {
        Desk desk;
        desk.throttle.setPolicy({3, 10 * Second, 60 * Second, 5});
        for (int i = 0; i < 5; ++i)
            QCOMPARE(desk.fail(qPrintable(QStringLiteral("192.0.2.%1").arg(i))), 0);
        QCOMPARE(desk.fail("192.0.2.99"), 10 * Second);
        QCOMPARE(desk.fail("192.0.3.1"), 0);
        QVERIFY(desk.throttle.banned(QHostAddress(QStringLiteral("192.0.2.200"))).has_value());
        QVERIFY(!desk.throttle.banned(QHostAddress(QStringLiteral("192.0.3.1"))));
        const auto bans = desk.throttle.bans();
        QCOMPARE(bans.size(), size_t(1));
        QVERIFY(bans.front().kind == Ban::Kind::Network);
        QCOMPARE(bans.front().subject, QStringLiteral("192.0.2.0/24"));
        QVERIFY(desk.throttle.lift(bans.front().id));
        QCOMPARE(desk.fail("192.0.2.99"), 0);
    }

    void aNetworkOfIpv6IsOneSource()
    {
        Desk desk;
        for (int i = 0; i < 3; ++i)
            QCOMPARE(desk.fail(qPrintable(QStringLiteral("2001:db8::%1").arg(i + 1))), 0);
        const auto bans = desk.throttle.bans();
        QCOMPARE(bans.size(), size_t(1));
        QVERIFY(bans.front().kind == Ban::Kind::Network);
        QCOMPARE(bans.front().subject, QStringLiteral("2001:db8::/64"));
    }

    void wideNetworks_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("network");
        const auto row = [](const char *address, const char *network) {
            QTest::newRow(address) << QString::fromLatin1(address) << QString::fromLatin1(network);
        };
        row("192.0.2.7", "192.0.2.0/24");
        row("::ffff:192.0.2.7", "192.0.2.0/24");
        row("2001:db8:1:2:3:4:5:6", "");
        row("127.0.0.1", "");
        row("::ffff:127.0.0.1", "");
        row("::1", "");
    }
    void wideNetworks()
    {
        QFETCH(QString, address);
        QFETCH(QString, network);
        QCOMPARE(Throttle::wideNetworkOf(QHostAddress(address)), network);
    }

    void delaysGrow()
    {
        Desk desk;
        desk.throttle.setPolicy({100, 10 * Second, 60 * Second, 0, 500});
        const QHostAddress address(QStringLiteral("192.0.2.7"));
        const QString account = QStringLiteral("alice@example.org");
        QCOMPARE(desk.throttle.delayMs(address, account), 0);
        for (const qint64 delay : {0, 100, 200, 400, 500, 500}) {
            desk.fail("192.0.2.7", account);
            QCOMPARE(desk.throttle.delayMs(address, account), delay);
        }
        // By either.
        QCOMPARE(desk.throttle.delayMs(address, {}), 500);
        QCOMPARE(desk.throttle.delayMs(QHostAddress(QStringLiteral("192.0.2.8")), account), 500);
        QCOMPARE(desk.throttle.delayMs(QHostAddress(QStringLiteral("192.0.2.8")), {}), 0);
        desk.throttle.setPolicy({100, 10 * Second, 60 * Second, 0, 0});
        QCOMPARE(desk.throttle.delayMs(address, account), 0);
    }

    void bansOutlastARestart()
    {
        Desk before;
        for (int round = 0; round < 2; ++round) {
            for (int i = 0; i < 3; ++i)
                before.fail("192.0.2.7", QStringLiteral("alice@example.org"));
            before.fail("2001:db8::1");
            before.now += round == 0 ? 10 * Second : 0;
        }
        const auto kept = before.throttle.bans();
        QVERIFY(kept.size() >= 2);
        Desk after;
        after.now = before.now + Second;
        after.throttle.restore(kept);
        const auto bans = after.throttle.bans();
        QCOMPARE(bans.size(), kept.size());
        for (size_t i = 0; i < bans.size(); ++i) {
            QCOMPARE(bans[i].id, kept[i].id);
            QCOMPARE(bans[i].subject, kept[i].subject);
            QCOMPARE(bans[i].untilMs, kept[i].untilMs);
            QVERIFY(bans[i].kind == kept[i].kind);
        }
        QCOMPARE(after.fail("192.0.2.7"), before.fail("192.0.2.7") - Second);
        // The next one is longer still, and has an id of its own.
        after.now = bans.front().untilMs;
        QCOMPARE(after.fail("192.0.2.7"), 0);
        QCOMPARE(after.fail("192.0.2.7"), 40 * Second);
        QVERIFY(after.throttle.bans().front().id > kept.front().id);
    }

    void theVersionTellsOfBansAlone()
    {
        Desk desk;
        const quint64 begun = desk.throttle.version();
        desk.fail();
        QCOMPARE(desk.throttle.version(), begun);
        desk.fail();
        desk.fail();
        QCOMPARE(desk.throttle.version(), begun + 1);
        QVERIFY(desk.throttle.lift(desk.throttle.bans().front().id));
        QCOMPARE(desk.throttle.version(), begun + 2);
    }

    void liftedIsForgotten()
    {
        Desk desk;
        for (int i = 0; i < 3; ++i)
            desk.fail();
        const quint64 id = desk.throttle.bans().front().id;
        QVERIFY(!desk.throttle.lift(id + 1));
        QVERIFY(!desk.throttle.lift(0));
        QVERIFY(desk.throttle.lift(id));
        QVERIFY(!desk.throttle.lift(id));
        QVERIFY(desk.throttle.bans().empty());
        for (int i = 0; i < 3; ++i)
            QCOMPARE(desk.fail(), 0);
    }

    void offMeansOff()
    {
        Desk desk;
        desk.throttle.setPolicy({0, 10 * Second, 60 * Second});
        for (int i = 0; i < 100; ++i)
            QCOMPARE(desk.fail(), 0);
    }

    void memoryIsBounded()
    {
        Desk desk;
        desk.throttle.setPolicy({1, 10 * Second, 60 * Second, 0});
        QCOMPARE(desk.fail("203.0.113.1"), 0);
        for (quint32 i = 0; i < Throttle::MaxSources + 10; ++i)
            (void)desk.throttle.failed(QHostAddress(0x0a000000U + i), {});
        QCOMPARE(desk.throttle.bans().size(), Throttle::MaxSources);
        QCOMPARE(desk.fail("203.0.113.1"), 0); // The one that was quiet longest was forgotten.
    }
};

QTEST_GUILESS_MAIN(TestThrottle)
#include "tst_throttle.moc"
