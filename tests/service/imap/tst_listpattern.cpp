// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/listing.h"

#include <QtTest/QTest>

using namespace digidig;

class TestListPattern : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void patterns_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char *name, const char *pattern, bool matches) {
            QTest::addRow("%s ~ %s", name, pattern)
                << QString::fromUtf8(name) << QString::fromUtf8(pattern) << matches;
        };
        row("Work", "Work", true);
        row("Work", "work", false);
        row("Work", "*", true);
        row("Work", "%", true);
        row("Work/2025", "%", false);
        row("Work/2025", "*", true);
        row("Work/2025", "%/%", true);
        row("Work/2025", "Work/%", true);
        row("Work/2025/May", "Work/%", false);
        row("Work/2025/May", "Work/*y", true);
        row("Work/2025/May", "W*5/%a%", true);
        row("Work/2025/May", "%/May", false);
        row("INBOX", "inbox", true);
        row("INBOX", "iNb%", true);
        row("INBOX/Sent", "inbox/%", true);
        row("INBOX/Sent", "inbox/sent", false);
        row("INBOXES", "inboxes", false);
        row("", "", true);
        row("a", "", false);
        row("", "*", true);
        row("Žluťoučký", "Ž%ký", true);
    }
    void patterns()
    {
        QFETCH(QString, name);
        QFETCH(QString, pattern);
        QFETCH(bool, matches);
        QCOMPARE(imap::matchesPattern(name, pattern), matches);
    }

    void hostilePatternsAreNotSlow()
    {
        // Backtracking would not come to an end here.
        const QString name(1000, u'a');
        QVERIFY(!imap::matchesPattern(name, QStringLiteral("*a").repeated(500) + u'b'));
        QVERIFY(imap::matchesPattern(name, QStringLiteral("%*").repeated(500)));
    }
};

QTEST_APPLESS_MAIN(TestListPattern)
#include "tst_listpattern.moc"
