// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/address.h"
#include "mail/flags.h"

#include <QtTest/QTest>

using namespace digidig;

class TestFlags : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesRoundTrip()
    {
        const auto flags = mail::parseFlags({QStringLiteral("\\SEEN"), QStringLiteral("flagged"),
            QStringLiteral("work"), QStringLiteral("$Forwarded"), QStringLiteral("WORK")});
        QVERIFY(flags);
        QVERIFY(flags->has(mail::Seen));
        QVERIFY(flags->has(mail::Flagged));
        QCOMPARE(mail::flagNames(*flags),
            (QStringList{QStringLiteral("\\Seen"), QStringLiteral("\\Flagged"), QStringLiteral("$Forwarded"),
                QStringLiteral("work")}));
    }

    void wrongNamesAreRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("Recent is of the session") << QStringLiteral("\\Recent");
        QTest::newRow("unknown system flag") << QStringLiteral("\\Foo");
        QTest::newRow("space") << QStringLiteral("a b");
        QTest::newRow("parenthesis") << QStringLiteral("a)");
        QTest::newRow("control") << QStringLiteral("a\n");
        QTest::newRow("not ASCII") << QStringLiteral("důležité");
        QTest::newRow("empty") << QString();
        QTest::newRow("long") << QString(65, u'x');
    }
    void wrongNamesAreRefused()
    {
        QFETCH(QString, name);
        QVERIFY(!mail::parseFlags({name}));
    }

    void thereIsALimit()
    {
        QStringList names;
        for (int i = 0; i < mail::MaxKeywords; ++i)
            names += QStringLiteral("k%1").arg(i);
        QVERIFY(mail::parseFlags(names));
        QVERIFY(!mail::parseFlags(names + QStringList{QStringLiteral("one-more")}));
    }

    void changes()
    {
        const auto seenWork = *mail::parseFlags({QStringLiteral("\\Seen"), QStringLiteral("work")});
        mail::FlagChange change;
        QVERIFY(change.isEmpty());
        change.add = *mail::parseFlags({QStringLiteral("\\Flagged"), QStringLiteral("home")});
        change.remove = *mail::parseFlags({QStringLiteral("\\Seen"), QStringLiteral("WORK")});
        QCOMPARE(mail::flagNames(change.applied(seenWork)),
            (QStringList{QStringLiteral("\\Flagged"), QStringLiteral("home")}));
        mail::FlagChange clear;
        clear.replace = true;
        QVERIFY(!clear.isEmpty());
        QCOMPARE(clear.applied(seenWork), mail::Flags{});
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("normal");
        QTest::newRow("lower case") << QStringLiteral(" <Eva@Example.CZ> ") << QStringLiteral("eva@example.cz");
        QTest::newRow("unicode") << QStringLiteral("žofie@příklad.cz") << QStringLiteral("žofie@příklad.cz");
        QTest::newRow("decomposed") << QStringLiteral("z\u030Cofie@x.cz") << QStringLiteral("žofie@x.cz");
        QTest::newRow("tag") << QStringLiteral("a+b@x.cz") << QStringLiteral("a+b@x.cz");
        QTest::newRow("no at") << QStringLiteral("eva") << QString();
        QTest::newRow("two at") << QStringLiteral("a@b@c") << QString();
        QTest::newRow("no local part") << QStringLiteral("@x.cz") << QString();
        QTest::newRow("no domain") << QStringLiteral("eva@") << QString();
        QTest::newRow("space") << QStringLiteral("e va@x.cz") << QString();
        QTest::newRow("line end") << QStringLiteral("eva@x.cz\nBcc: b@x.cz") << QString();
        QTest::newRow("path") << QStringLiteral("../etc@x.cz") << QString();
        QTest::newRow("dots") << QStringLiteral("eva@x..cz") << QString();
        QTest::newRow("long") << QString(70, u'a') + QStringLiteral("@x.cz") << QString();
    }
    void addresses()
    {
        QFETCH(QString, given);
        QFETCH(QString, normal);
        QCOMPARE(mail::normalizeAddress(given).value_or(QString()), normal);
    }

    void localDomains()
    {
        QVERIFY(mail::isLocal(QStringLiteral("a@b.cz"), {}));
        QVERIFY(mail::isLocal(QStringLiteral("a@b.cz"), {QStringLiteral("B.cz")}));
        QVERIFY(!mail::isLocal(QStringLiteral("a@x.b.cz"), {QStringLiteral("b.cz")}));
    }
};

QTEST_GUILESS_MAIN(TestFlags)
#include "tst_flags.moc"
