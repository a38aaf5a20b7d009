// SPDX-License-Identifier: GPL-3.0-or-later
// Modified UTF-7, base64, dates.
#include "imapproto/base64.h"
#include "imapproto/dates.h"
#include "imapproto/mutf7.h"

#include <QtCore/QDateTime>
#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig::imapproto;

class TestImapNames : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modifiedUtf7_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *what, const char16_t *name, const char *bytes) {
            QTest::newRow(what) << QString::fromUtf16(name) << QByteArray(bytes);
        };
        row("empty", u"", "");
        row("ascii", u"INBOX/Sent Items", "INBOX/Sent Items");
        row("ampersand", u"R&D", "R&-D");
        row("ampersands", u"&&", "&-&-");
        row("rfc 3501", u"~peter/mail/\u65e5\u672c\u8a9e/\u53f0\u5317",
            "~peter/mail/&ZeVnLIqe-/&U,BTFw-");
        row("one", u"\u0159", "&AVk-");
        row("two", u"\u0159\u0169", "&AVkBaQ-");
        row("three", u"\u65e5\u672c\u8a9e", "&ZeVnLIqe-");
        row("emoji", u"\U0001f4e7!", "&2D3c5w-!");
        row("ampersand after", u"\u0159&", "&AVk-&-");
        row("ampersand between", u"\u0159&\u0159", "&AVk-&-&AVk-");
        row("minus after", u"\u0159-", "&AVk--");
        row("tab", u"a\tb", "a&AAk-b");
        row("del", u"\x7f", "&AH8-");
        row("crlf", u"a\r\nb", "a&AA0ACg-b");
        row("plus and slash", u"+/,", "+/,");
    }
    void modifiedUtf7()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, bytes);
        QCOMPARE(toModifiedUtf7(name), bytes);
        QCOMPARE(fromModifiedUtf7(bytes), std::optional(name));
    }

    void malformedUtf7_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *what, const QByteArray &bytes) {
            QTest::newRow(what) << bytes;
        };
        row("ampersand alone", "R&D");
        row("ampersand at the end", "x&");
        row("open shift", "&AVk");
        row("8-bit", "\xc5\x99");
        row("control", "a\tb");
        row("del", "\x7f");
        row("null shift", "&ZeVnLIqe-&U,BTFw-");
        row("ascii encoded", "&AGE-"); // a
        row("ampersand encoded", "&ACY-");
        row("ascii within", "&AVkAYQ-");
        row("padding not null", "&AVl-");
        row("a character too many", "&AVkA-");
        row("half a character", "&AV-");
        row("no character", "&A-");
        row("slash for comma", "&U/BTFw-");
        row("padded", "&AVk=-");
        row("foreign", "&AV!k-");
        row("8-bit within", "&AV\xc5k-");
        row("high surrogate alone", "&2D0-");
        row("low surrogate alone", "&3Oc-");
        row("surrogates turned round", "&3OfYPQ-");
        row("high surrogate, then another", "&2D3YPQ-");
        row("halves in two shifts", "&2D0-&3Oc-");
        row("NUL", QByteArray("a\0b", 3));
    }
    void malformedUtf7()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!fromModifiedUtf7(bytes));
    }

    void loneSurrogatesAreReplaced()
    {
        const QString lone(QChar(0xd83d));
        QCOMPARE(toModifiedUtf7(lone + u'x'), QByteArray("&,,0-x"));
        QCOMPARE(fromModifiedUtf7("&,,0-x"), std::optional(QString::fromUtf16(u"\ufffdx")));
    }

    void everyNameHasOneSpelling()
    {
        QRandomGenerator random(3);
        for (int round = 0; round < 20'000; ++round) {
            QByteArray bytes;
            for (int n = random.bounded(12); n > 0; --n)
                bytes += "&&-AaBZ9+,kv0D!"[random.bounded(15)];
            if (const auto name = fromModifiedUtf7(bytes))
                QCOMPARE(toModifiedUtf7(*name), bytes);
        }
        for (int round = 0; round < 5000; ++round) {
            QString name;
            for (int n = random.bounded(12); n > 0; --n) {
                const char32_t c =
                    random.bounded(2) ? random.bounded(0x80U) : random.bounded(0x110000U);
                if (!QChar::isSurrogate(c))
                    name += QString::fromUcs4(&c, 1);
            }
            const QByteArray bytes = toModifiedUtf7(name);
            QCOMPARE(fromModifiedUtf7(bytes), std::optional(name));
            for (char c : bytes)
                QVERIFY(c >= ' ' && c < '\x7f');
        }
    }

    void base64_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("good");
        for (const char *text : {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "+/+/"})
            QTest::addRow("good %s", text) << QByteArray(text) << true;
        for (const char *text : {"Z", "Zg", "Zg=", "Zg===", "====", "Zm9v=", "Zh==", "Zm9=",
                 "Zm9vZg==Zm9v", "Zm 9v", " Zm9v", "Zm9v\r", "-_-_", "Zm9v====", "=m9v", "Z=9v"})
            QTest::addRow("bad %s", text) << QByteArray(text) << false;
    }
    void base64()
    {
        QFETCH(QByteArray, text);
        const auto bytes = decodeBase64(text);
        QTEST(bytes.has_value(), "good");
        if (bytes)
            QCOMPARE(bytes->toBase64(), text);
    }

    void dates_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QDate>("date"); // Invalid: refused.
        const auto row = [](const char *text, const QDate &date) {
            QTest::newRow(text) << QByteArray(text) << date;
        };
        row("1-Feb-1994", QDate(1994, 2, 1));
        row("01-feb-1994", QDate(1994, 2, 1));
        row("29-FEB-2000", QDate(2000, 2, 29));
        row("31-Dec-9999", QDate(9999, 12, 31));
        row("1-Jan-0001", QDate(1, 1, 1));
        row("1-Jan-1970", QDate(1970, 1, 1));
        row("31-Dec-1969", QDate(1969, 12, 31));
        row("29-Feb-1900", {});
        row("31-Apr-2000", {});
        row("0-Jan-2000", {});
        row("1-Jan-0000", {});
        row("1-Jan-99", {});
        row("1-Jan-12345", {});
        row("001-Jan-2000", {});
        row("1-January-2000", {});
        row("1 Jan 2000", {});
        row("-1-Jan-2000", {});
        row("1-Jan-2000 ", {});
        row("2000-01-01", {});
        row("1-Jan--200", {});
        row("", {});
        row("-", {});
    }
    void dates()
    {
        QFETCH(QByteArray, text);
        QFETCH(QDate, date);
        const auto day = parseDate(text);
        QCOMPARE(day.has_value(), date.isValid());
        if (day)
            QCOMPARE(QDate(1970, 1, 1).addDays(*day), date);
    }

    void times_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("utc"); // Empty: refused.
        const auto row = [](const char *text, const char *utc) {
            QTest::newRow(text) << QByteArray(text) << QString::fromLatin1(utc);
        };
        row("17-Jul-1996 02:44:25 -0700", "1996-07-17T09:44:25Z");
        row(" 7-Feb-1994 22:43:04 -0800", "1994-02-08T06:43:04Z");
        row("7-Feb-1994 22:43:04 -0800", "1994-02-08T06:43:04Z");
        row("07-Feb-1994 22:43:04 +0530", "1994-02-07T17:13:04Z");
        row("31-Dec-1999 23:59:60 +0000", "2000-01-01T00:00:00Z");
        row(" 1-Jan-1970 00:00:00 +0100", "1969-12-31T23:00:00Z");
        row("17-Jul-1996 24:00:00 -0700", "");
        row("17-Jul-1996 02:60:25 -0700", "");
        row("17-Jul-1996 02:44:61 -0700", "");
        row("17-Jul-1996 02:44:25 0700", "");
        row("17-Jul-1996 02:44:25 -070", "");
        row("17-Jul-1996 02:44:25 -0760", "");
        row("17-Jul-1996 02:44:25 -2400", "");
        row("17-Jul-1996 02:44:25 GMT", "");
        row("17-Jul-1996 2:44:25 -0700", "");
        row("17-Jul-1996", "");
        row("32-Jul-1996 02:44:25 -0700", "");
        row("  7-Feb-1994 22:43:04 -0800", "");
        row("17-Jul-1996 02:44:25 -0700 ", "");
        row("17-Jul-1996 -2:44:25 -0700", "");
        row("", "");
        row(" ", "");
    }
    void times()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, utc);
        const auto ms = parseDateTime(text);
        QCOMPARE(ms.has_value(), !utc.isEmpty());
        if (ms)
            QCOMPARE(QDateTime::fromMSecsSinceEpoch(*ms).toUTC().toString(Qt::ISODate), utc);
    }

    void formatted()
    {
        QCOMPARE(formatDateTime(837596665000, -420), QByteArray("17-Jul-1996 02:44:25 -0700"));
        QCOMPARE(formatDateTime(0), QByteArray(" 1-Jan-1970 00:00:00 +0000"));
        QCOMPARE(formatDateTime(-1), QByteArray("31-Dec-1969 23:59:59 +0000"));
        QCOMPARE(formatDateTime(0, 330), QByteArray(" 1-Jan-1970 05:30:00 +0530"));
        QCOMPARE(formatDateTime(std::numeric_limits<qint64>::min()),
            QByteArray(" 1-Jan-0001 00:00:00 +0000"));
        QCOMPARE(formatDateTime(std::numeric_limits<qint64>::max(), 100'000),
            QByteArray("31-Dec-9999 23:59:59 +2359"));
        QCOMPARE(dayOf(-1), -1);
        QCOMPARE(dayOf(0), 0);
        QCOMPARE(dayOf(86'400'000), 1);
        QRandomGenerator random(5);
        for (int i = 0; i < 5000; ++i) {
            const qint64 ms =
                (qint64(random.generate64() % 500'000'000'000) - 60'000'000'000) * 1000;
            const int offset = random.bounded(-1439, 1440);
            if (ms + offset * 60'000LL < -62'135'596'800'000
                || ms + offset * 60'000LL > 253'402'300'799'000)
                continue;
            const QByteArray text = formatDateTime(ms, offset);
            QCOMPARE(text.size(), 26);
            QCOMPARE(parseDateTime(text), std::optional(ms));
        }
    }
};

QTEST_APPLESS_MAIN(TestImapNames)
#include "tst_imapnames.moc"
