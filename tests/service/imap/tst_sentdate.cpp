// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/sentdate.h"

#include <QtTest/QTest>

using namespace digidig;

class TestSentDate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void day_data()
    {
        QTest::addColumn<QByteArray>("date");
        QTest::addColumn<QByteArray>("day"); // Empty: none.

        const auto row = [](const char *date, const char *day) {
            QTest::newRow(date) << QByteArray(date) << QByteArray(day);
        };
        row("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)", "17-Jul-1996");
        row("17 Jul 1996 23:59:60 +1400", "17-Jul-1996");
        row("Wed,17 JUL 1996 02:23", "17-Jul-1996");
        row("Wednesday, 7 July 1996 02:23:25 GMT", "7-Jul-1996");
        row("(May 1) Wed (a (b) c), 17(x)Jul 1996 (Aug)", "17-Jul-1996");
        row("17-Jul-1996 02:23:25 -0700", "17-Jul-1996");
        row("17/Jul/1996:02:23:25 -0700", "");
        row("Wed Jul 17 02:23:25 1996", "17-Jul-1996");
        row("Wed Jul  7 02:23:25 -0700 1996", "7-Jul-1996");
        row("Jul 17, 1996", "17-Jul-1996");
        row("1996-07-17T02:23:25Z", "17-Jul-1996");
        row("1996-07-17 02:23:25 +0200", "17-Jul-1996");
        row("17 Jul 96 02:23:25 -0700", "17-Jul-1996");
        row("17 Jul 03 02:23:25 -0700", "17-Jul-2003");
        row("17 Jul 49 00:00 GMT", "17-Jul-2049");
        row("17 Jul 50 00:00 GMT", "17-Jul-1950");
        row("17 Jul 103 02:23:25 -0700", "17-Jul-2003");
        row("29 Feb 2000 00:00 +0000", "29-Feb-2000");
        row("29 Feb 2001 00:00 +0000", "");
        row("32 Jul 1996", "");
        row("Jul", "");
        row("17 Jul", "");
        row("Jul 17", "");
        row("17 Jul 0000", "");
        row("yesterday", "");
        row("1996-7", "");
        row("((((((", "");
        row("", "");
    }
    void day()
    {
        QFETCH(QByteArray, date);
        QFETCH(QByteArray, day);
        const auto expected =
            day.isEmpty() ? std::optional<imapproto::Day>() : imapproto::parseDate(day);
        QCOMPARE(imap::writtenDay(date), expected);
    }
};

QTEST_GUILESS_MAIN(TestSentDate)
#include "tst_sentdate.moc"
