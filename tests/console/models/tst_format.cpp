// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/format.h"

#include <QtTest/QTest>

using namespace digidig::console;

/// What strangers wrote, made fit for a line and for a tooltip.
class TestFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void directionCannotBeTurned_data()
    {
        QTest::addColumn<char16_t>("control");
        for (const char16_t control : {0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069})
            QTest::addRow("U+%04X", control) << char16_t(control);
    }

    void directionCannotBeTurned()
    {
        QFETCH(char16_t, control);
        QCOMPARE(oneLine(QStringLiteral("Bank") + QChar(control) + QStringLiteral("moc.live")), QStringLiteral("Bankmoc.live"));
    }

    void linesBecomeOne()
    {
        QCOMPARE(oneLine(QStringLiteral(" a\r\n\tb") + QChar(0x2028) + QStringLiteral("c") + QChar(0) + QStringLiteral("d ")), QStringLiteral("a b c d"));
        QCOMPARE(oneLine(QStringLiteral("abcdef"), 3), QStringLiteral("abc…"));
    }

    /// A tooltip takes what looks like HTML for HTML, with its pictures.
    void toolTipsAreText()
    {
        QCOMPARE(plainToolTip(QStringLiteral("Ann & Bob <ann@example.com>\nb")), QStringLiteral("Ann & Bob <ann@example.com>\nb"));
        const QString made = plainToolTip(QStringLiteral("<b>Bank</b> <img src='file:///tmp/x.png'>"));
        QVERIFY2(!made.contains(u"<b>") && !made.contains(u"<img"), qPrintable(made));
        QVERIFY2(made.contains(u"&lt;img"), qPrintable(made));
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
