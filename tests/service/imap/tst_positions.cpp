// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/positions.h"

#include <QtTest/QTest>

#include <limits>

using namespace digidig;

namespace {

constexpr quint32 Largest = std::numeric_limits<quint32>::max();

mail::MailboxView viewOf(const std::vector<quint32> &uids)
{
    mail::MailboxDelta delta;
    delta.whole = true;
    for (const quint32 uid : uids) {
        mail::IndexRow row;
        row.uid = {uid};
        delta.rows.push_back(row);
    }
    return mail::MailboxView().updated(delta);
}

} // namespace

class TestPositions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsMissing_data()
    {
        QTest::addColumn<std::vector<quint32>>("uids");
        QTest::addColumn<QByteArray>("asked");
        QTest::addColumn<QByteArray>("missing");
        const auto row = [](const char *name, std::vector<quint32> uids, const char *asked,
                             const char *missing) {
            QTest::newRow(name) << uids << QByteArray(asked) << QByteArray(missing);
        };
        row("none", {1, 2, 3}, "1:3", "");
        row("all", {}, "1:3,7", "1:3,7");
        row("before, between and behind", {2, 5}, "1:7", "1,3:4,6:7");
        row("in ranges", {2, 5}, "1:3,5:6", "1,3,6");
        row("not what was not asked", {4}, "5:6", "5:6");
        row("the largest is there", {Largest}, "4294967294:4294967295", "4294967294");
        row("the largest is missing", {Largest - 1}, "4294967294:4294967295", "4294967295");
    }
    void whatIsMissing()
    {
        QFETCH(std::vector<quint32>, uids);
        QFETCH(QByteArray, asked);
        QFETCH(QByteArray, missing);
        const auto set = imapproto::SequenceSet::parse(asked);
        QVERIFY(set);
        QCOMPARE(imap::missingUids(viewOf(uids), set->numbers()).toBytes(), missing);
    }

    void whatASetNames()
    {
        const mail::MailboxView view = viewOf({3, 5, 9});
        const auto named = [&](const char *text, bool uid) {
            return imap::uidsAt(
                view, imap::spansOf(view, {{5}, {7}}, *imapproto::SequenceSet::parse(text), uid));
        };
        using Uids = std::vector<core::Uid>;
        QVERIFY(named("2:3", false) == (Uids{{5}, {9}}));
        QVERIFY(named("2:5", true) == (Uids{{3}, {5}}));
        QVERIFY(named("20:*", true) == (Uids{{9}}));
        QVERIFY(named("$", true) == (Uids{{5}}));
        QVERIFY(named("4", true).empty());
    }

    void rangesOfUids()
    {
        const imap::UidSpans uids{{{2}, {4}}, {{7}, {8}}};
        for (const quint32 uid : {2U, 3U, 7U})
            QVERIFY(imap::contains(uids, {uid}));
        for (const quint32 uid : {1U, 4U, 6U, 8U})
            QVERIFY(!imap::contains(uids, {uid}));
    }
};

QTEST_APPLESS_MAIN(TestPositions)
#include "tst_positions.moc"
