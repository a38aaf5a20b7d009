// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/sequenceset.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <set>

using namespace digidig::imapproto;

class TestImapSequenceSet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void normalised_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("normal");
        QTest::addColumn<QByteArray>("of10"); // With 10 the largest in use.
        const auto row = [](const char *text, const char *normal, const char *of10) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(normal) << QByteArray(of10);
        };
        row("1", "1", "1");
        row("2,4:7,9,12:*", "2,4:7,9,12:*", "2,4:7,9:10"); // RFC 9051 §9
        row("*:4,5:7", "5:7,4:*", "4:10");
        row("4:2", "2:4", "2:4");
        row("1,2,3", "1:3", "1:3");
        row("3,1,2,2:3", "1:3", "1:3");
        row("*", "*", "10");
        row("*:*", "*", "10");
        row("559:*", "559:*", "10"); // RFC 9051 §9: the last is always in it.
        row("*:559,8:*", "8:*", "8:10");
        row("4294967295", "4294967295", "");
        row("1:4294967295", "1:4294967295", "1:10");
        row("4294967294:4294967295,1", "1,4294967294:4294967295", "1");
        row("$", "$", "");
        row("11,12", "11:12", "");
        row("1:3,5:7,4", "1:7", "1:7");
    }
    void normalised()
    {
        QFETCH(QByteArray, text);
        const auto set = SequenceSet::parse(text);
        QVERIFY(set);
        QTEST(set->toBytes(), "normal");
        QTEST(set->resolved(10).toBytes(), "of10");
        QVERIFY(set->resolved(0).isEmpty());
        QVERIFY(SequenceSet::parse(set->toBytes()));
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", "0", "0:1", "1:0", ",", "1,", ",1", "1,,2", ":", "1:", ":1",
                 "1:2:3", "01", "-1", "+1", " 1", "1 ", "4294967296", "99999999999999999999", "**",
                 "1*", "*1", "$1", "1,$", "$,1", "$$", "a", "1:b", "\xff"})
            QTest::newRow(*text ? text : "empty") << QByteArray(text);
    }
    void refused()
    {
        QFETCH(QByteArray, text);
        auto fault = SequenceSet::Fault::None;
        QVERIFY(!SequenceSet::parse(text, &fault));
        QCOMPARE(fault, SequenceSet::Fault::Syntax);
    }

    void tooMany()
    {
        QByteArray text = "1";
        for (int i = 1; i < SequenceSet::MaxRanges; ++i)
            text += ',' + QByteArray::number(1 + 2 * i);
        const auto set = SequenceSet::parse(text);
        QVERIFY(set);
        QCOMPARE(set->numbers().count(), qint64(SequenceSet::MaxRanges));
        auto fault = SequenceSet::Fault::None;
        QVERIFY(!SequenceSet::parse(text + ",1", &fault));
        QCOMPARE(fault, SequenceSet::Fault::TooMany);
    }

    void exceeding()
    {
        const auto exceeds = [](const char *text, quint32 count) {
            return SequenceSet::parse(text)->exceeds(count);
        };
        QVERIFY(!exceeds("1:3", 3));
        QVERIFY(exceeds("1:4", 3));
        QVERIFY(exceeds("4:*", 3));
        QVERIFY(exceeds("1:*,4:*", 3));
        QVERIFY(!exceeds("3:*", 3));
        QVERIFY(!exceeds("*", 1));
        QVERIFY(exceeds("*", 0));
        QVERIFY(exceeds("1:*", 0));
        QVERIFY(!exceeds("$", 0));
        QVERIFY(SequenceSet::parse("$")->isSaved());
        QVERIFY(!SequenceSet::parse("1:*")->isSaved());
        QVERIFY(SequenceSet::parse("1:*")->hasStar());
    }

    void counted()
    {
        NumberRanges all;
        all.add(NumberRange{0, 4294967295});
        QCOMPARE(all.count(), 4294967295LL);
        QCOMPARE(all.smallest(), 1U);
        all.add(4294967295);
        all.add(NumberRange{5, 3}); // Nothing.
        all.add(0U); // Nothing.
        QCOMPARE(all.toBytes(), QByteArray("1:4294967295"));
        QCOMPARE(NumberRanges().toBytes(), QByteArray());
        QCOMPARE(NumberRanges().largest(), 0U);
        QVERIFY(!NumberRanges().contains(0));
    }

    /// Against a set of single numbers.
    void asASetOfNumbers()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 2000; ++round) {
            NumberRanges ranges;
            std::set<quint32> numbers;
            for (int n = random.bounded(12); n >= 0; --n) {
                const quint32 first = 1 + random.bounded(40U);
                const quint32 last = first + random.bounded(6U);
                ranges.add(NumberRange{first, last});
                for (quint32 i = first; i <= last; ++i)
                    numbers.insert(i);
            }
            QCOMPARE(ranges.count(), qint64(numbers.size()));
            for (quint32 i = 0; i < 50; ++i)
                QCOMPARE(ranges.contains(i), numbers.count(i) > 0);
            quint32 before = 0;
            for (const NumberRange &range : ranges) {
                QVERIFY(range.first <= range.last && (before == 0 || range.first > before + 1));
                before = range.last;
            }
            const SequenceSet set = SequenceSet::of(ranges);
            QCOMPARE(SequenceSet::parse(ranges.toBytes()), set);
            for (quint32 largest : {0U, 1U, 20U, 100U}) {
                const NumberRanges resolved = set.resolved(largest);
                for (quint32 i = 0; i < 50; ++i) {
                    QCOMPARE(resolved.contains(i), i <= largest && numbers.count(i) > 0);
                    QCOMPARE(set.contains(i, largest), resolved.contains(i));
                }
            }
        }
    }

    /// Whatever a client writes, resolved() and contains() say the same.
    void resolvedAsContained()
    {
        QRandomGenerator random(8);
        for (int round = 0; round < 2000; ++round) {
            QByteArray text;
            const auto number = [&] {
                return random.bounded(5) == 0 ? QByteArray("*")
                                              : QByteArray::number(1 + random.bounded(20));
            };
            for (int n = random.bounded(5); n >= 0; --n) {
                text += (text.isEmpty() ? "" : ",") + number();
                if (random.bounded(2))
                    text += ':' + number();
            }
            const auto set = SequenceSet::parse(text);
            QVERIFY2(set, text);
            for (quint32 largest = 0; largest < 25; ++largest) {
                const NumberRanges resolved = set->resolved(largest);
                QCOMPARE(
                    set->resolved(largest), SequenceSet::parse(set->toBytes())->resolved(largest));
                for (quint32 i = 0; i < 30; ++i)
                    QCOMPARE(set->contains(i, largest), resolved.contains(i));
                QVERIFY(resolved.largest() <= largest);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestImapSequenceSet)
#include "tst_imapsequenceset.moc"
