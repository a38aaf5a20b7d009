// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/fold.h"

#include <QtTest/QTest>

using namespace digidig;

class TestCasemap : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void casemap_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("mapped");

        const auto row = [](const char *name, const QString &text, const QString &mapped) {
            QTest::newRow(name) << text << mapped;
        };
        row("empty", {}, {});
        row("ascii", QStringLiteral("Hello, World 1!"), QStringLiteral("HELLO, WORLD 1!"));
        row("composed", QStringLiteral("Žába"), QStringLiteral("Z\u030cA\u0301BA"));
        row("decomposed", QStringLiteral("z\u030ca\u0301ba"), QStringLiteral("Z\u030cA\u0301BA"));
        row("greek final sigma", QStringLiteral("ὀδός"), QStringLiteral("Ο\u0313ΔΟ\u0301Σ"));
        row("titlecase digraph", QStringLiteral("ǆ"), QStringLiteral("DZ\u030c"));
        row("uppercase digraph", QStringLiteral("Ǆ"), QStringLiteral("DZ\u030c"));
        row("ligature", QStringLiteral("ﬁn"), QStringLiteral("FIN"));
        row("full width", QStringLiteral("ａ１"), QStringLiteral("A1"));
        row("sharp s has no simple titlecase", QStringLiteral("ß"), QStringLiteral("ß"));
        row("hangul", QStringLiteral("한"), QStringLiteral("\u1112\u1161\u11ab"));
        row("beyond the first plane", QStringLiteral("𐐨"), QStringLiteral("𐐀"));
        row("two steps", QStringLiteral("ǭ"), QStringLiteral("O\u0328\u0304"));
        row("the longest", QStringLiteral("ﷺ"), QStringLiteral("صلى الله عليه وسلم"));
    }
    void casemap()
    {
        QFETCH(QString, text);
        QFETCH(QString, mapped);
        QCOMPARE(mime::casemap(text), mapped);
    }

    /// In UTF-8 by code points, unlike the units of UTF-16.
    void order()
    {
        const auto key = [](const QString &text) { return mime::casemap(text).toUtf8(); };
        QVERIFY(key(QStringLiteral("\uffee")) < key(QStringLiteral("\U0001f600")));
        QVERIFY(key(QStringLiteral("a")) < key(QStringLiteral("B")));
    }

    void halfOfAPairIsTaken()
    {
        const QString text = QStringLiteral("a") + QChar(0xd83d) + QStringLiteral("b");
        QVERIFY(mime::casemap(text).startsWith(u'A'));
        QVERIFY(mime::casemap(text).endsWith(u'B'));
    }
};

QTEST_GUILESS_MAIN(TestCasemap)
#include "tst_casemap.moc"
