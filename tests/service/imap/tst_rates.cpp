// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/rates.h"

#include <QtTest/QTest>

using namespace digidig;
using imap::Rates;

namespace {

constexpr core::AccountId Bob{1};
constexpr core::AccountId Eve{2};
constexpr auto Commands = Rates::Kind::Commands;
constexpr auto Bytes = Rates::Kind::Bytes;

struct Clock {
    qint64 now = 1'000'000;
    Rates rates{[this] { return now; }};
};

class TestRates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSecondsWorthIsFree()
    {
        Clock clock;
        for (int i = 0; i < 10; ++i)
            QCOMPARE(clock.rates.take(Bob, Commands, 1, 10), 0);
        QCOMPARE(clock.rates.take(Bob, Commands, 1, 10), 100);
        QCOMPARE(clock.rates.take(Bob, Commands, 1, 10), 200);
        clock.now += 200;
        QCOMPARE(clock.rates.take(Bob, Commands, 0, 10), 0);
        QCOMPARE(clock.rates.take(Bob, Commands, 1, 10), 100);
    }

    void whatIsOwedIsPaidInTime()
    {
        Clock clock;
        QCOMPARE(clock.rates.take(Bob, Bytes, 100'000'000, 1'000'000), 99'000);
        clock.now += 60'000;
        QCOMPARE(clock.rates.take(Bob, Bytes, 0, 1'000'000), 39'000);
        QCOMPARE(clock.rates.take(Bob, Bytes, 0, 3'000'000), 13'000); // The limit was raised.
        clock.now += 13'000;
        QCOMPARE(clock.rates.take(Bob, Bytes, 0, 3'000'000), 0);
    }

    void patienceIsNotSaved()
    {
        Clock clock;
        QCOMPARE(clock.rates.take(Bob, Commands, 1, 10), 0);
        clock.now += 3'600'000;
        QCOMPARE(clock.rates.take(Bob, Commands, 11, 10), 100);
    }

    void accountsAndKindsAreApart()
    {
        Clock clock;
        QCOMPARE(clock.rates.take(Bob, Commands, 20, 10), 1000);
        QCOMPARE(clock.rates.take(Bob, Bytes, 10, 10), 0);
        QCOMPARE(clock.rates.take(Eve, Commands, 10, 10), 0);
    }

    void extremes()
    {
        Clock clock;
        constexpr qint64 most = std::numeric_limits<qint64>::max() / 10'000;
        QVERIFY(clock.rates.take(Bob, Bytes, most, 1) > 0);
        QCOMPARE(clock.rates.take(Eve, Bytes, most, most), 0);
        QCOMPARE(clock.rates.take(Eve, Commands, 2, 0), 1000);
    }

    void memoryIsBounded()
    {
        Clock clock;
        QVERIFY(clock.rates.take({1}, Commands, 20, 10) > 0);
        for (qint64 i = 2; i < Rates::MaxAccounts + 10; ++i)
            QCOMPARE(clock.rates.take({i}, Commands, 1, 10), 0);
        QCOMPARE(clock.rates.take({1}, Commands, 10, 10), 0); // It was forgotten.
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestRates)
#include "tst_rates.moc"
