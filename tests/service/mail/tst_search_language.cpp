// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/search.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig;
using mail::Search;

namespace {
constexpr qint64 Now = 1'761'215'400'000; // 2025-10-23T10:30:00Z
}

class TestSearchLanguage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void means_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("means");
        const auto row = [](const char *name, const char *query, const char *means) {
            QTest::newRow(name) << QString::fromUtf8(query) << QString::fromUtf8(means);
        };
        row("nothing", "", "");
        row("spaces", "  \t ", "");
        row("word", "faktura", "\"faktura\"");
        row("words", "nová faktura", "\"nová\" \"faktura\"");
        row("phrase", "\"nová faktura\"", "\"nová faktura\"");
        row("escapes", "\"a \\\"b\\\" \\\\ c\"", "\"a \\\"b\\\" \\\\ c\"");
        row("keys", "from:ann to:bob subject:x body:y text:z",
            "from:\"ann\" to:\"bob\" subject:\"x\" body:\"y\" \"z\"");
        row("key of any case", "From:ann", "from:\"ann\"");
        row("phrase of a key", "in:\"INBOX/Sent mail\"", "in:\"INBOX/Sent mail\"");
        row("minus", "-from:spam x-y", "-from:\"spam\" \"x-y\"");
        row("not", "NOT (a b)", "-(\"a\" \"b\")");
        row("minus of parentheses", "-(a OR b)", "-(\"a\" OR \"b\")");
        row("or", "a b OR c", "(\"a\" \"b\") OR \"c\"");
        row("and", "a AND b", "\"a\" \"b\"");
        row("or within and", "(a OR b) c", "(\"a\" OR \"b\") \"c\"");
        row("small letters are words", "or and not", "\"or\" \"and\" \"not\"");
        row("lone minus", "a - b", "\"a\" \"-\" \"b\"");
        row("state", "is:unread is:FLAGGED is:unanswered", "-is:read is:flagged -is:answered");
        row("attachment", "has:attachment", "has:attachment");
        row("day", "before:2025-10-23", "before:2025-10-23T00:00:00Z");
        row("time", "after:2025-10-23T12:00:00+02:00", "after:2025-10-23T10:00:00Z");
        row("days ago", "after:7d", "after:2025-10-16T00:00:00Z");
        row("months ago", "after:2m", "after:2025-08-23T00:00:00Z");
        row("sizes", "larger:10M smaller:1g larger:500",
            "larger:10485760 smaller:1073741824 larger:500");
        row("other", "thread:T1 keyword:$Forwarded", "thread:\"T1\" keyword:\"$Forwarded\"");
        row("colon within a word", "10:30", "\"10:30\"");
        row("quoted colon", "\"http://x\"", "\"http://x\"");
    }
    void means()
    {
        QFETCH(QString, query);
        QFETCH(QString, means);
        const auto search = mail::parseSearch(query, Now);
        QVERIFY2(search.ok(), qPrintable(search.ok() ? QString() : search.error().message));
        QCOMPARE(mail::describe(*search), means);
        const auto again = mail::parseSearch(means, Now);
        QVERIFY(again.ok());
        QVERIFY(*again == *search);
    }

    void errorsTellWhere_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("character");
        const auto row = [](const char *query, int character) {
            QTest::newRow(query) << QString::fromUtf8(query) << character;
        };
        row("a (b", 3);
        row("a )", 3);
        row("č \"b", 3);
        row("x \"\"", 3);
        row("fro:x", 1);
        row("a from:", 3);
        row("a from: b", 3);
        row("OR a", 1);
        row("a OR", 5);
        row("a OR OR b", 6);
        row("a -", 0); // a word
        row("(-)", 2);
        row("()", 1);
        row("a ( )", 3);
        row("() OR a", 1);
        row("from:(a OR b)", 1); // from:a OR from:b
        row("a \xE2\x80\x8B", 3); // U+200B, which is compared as nothing
        row("subject:\xE2\x80\x8B", 9);
        row("NOT", 1);
        row("is:happy", 4);
        row("has:fun", 5);
        row("x before:yesterday", 10);
        row("before:2025-13-01", 8);
        row("larger:10T", 8);
        row("larger:9999999999G", 8);
        row("larger:-1", 8);
    }
    void errorsTellWhere()
    {
        QFETCH(QString, query);
        QFETCH(int, character);
        const auto search = mail::parseSearch(query, Now);
        QCOMPARE(search.ok(), character == 0);
        if (search.ok())
            return;
        QCOMPARE(search.error().field, QStringLiteral("q"));
        QVERIFY2(search.error().message.startsWith(QStringLiteral("character %1:").arg(character)),
            qPrintable(search.error().message));
    }

    void bounded()
    {
        QVERIFY(!mail::parseSearch(QString(5000, u'x'), Now).ok());
        QVERIFY(!mail::parseSearch(QStringLiteral("x ").repeated(65), Now).ok());
        QVERIFY(mail::parseSearch(QStringLiteral("x ").repeated(64), Now).ok());
        QVERIFY(!mail::parseSearch(QString(2000, u'(') + u'x' + QString(2000, u')'), Now).ok());
        QVERIFY(!mail::parseSearch(QStringLiteral("-").repeated(2000) + u'x', Now).ok());
    }

    void anyBytes()
    {
        QRandomGenerator random(5);
        const QString letters = QString::fromUtf8("ab:\"\\()-ORNTD isfrom2025č\u2028 \t");
        for (int round = 0; round < 20'000; ++round) {
            QString query;
            for (int i = random.bounded(40); i > 0; --i)
                query += letters[random.bounded(int(letters.size()))];
            const auto search = mail::parseSearch(query, Now);
            if (!search)
                continue;
            const QString means = mail::describe(*search);
            const auto again = mail::parseSearch(means, Now);
            QVERIFY2(
                again.ok() && mail::describe(*again) == means, qPrintable(query + u'\n' + means));
        }
    }

    void narrows()
    {
        mail::Filter filter;
        filter.from = QStringLiteral("kept");
        mail::narrow(*mail::parseSearch(
                         QStringLiteral("from:x to:y z w is:unread larger:5 larger:9 in:A in:B "
                                        "after:2025-01-01 -has:attachment (a OR b)"),
                         Now),
            &filter);
        QCOMPARE(filter.from, QStringLiteral("kept"));
        QCOMPARE(filter.to, QStringLiteral("y"));
        QCOMPARE(filter.text, QStringLiteral("z"));
        QCOMPARE(filter.unread, true);
        QCOMPARE(filter.larger, 9);
        QCOMPARE(filter.mailbox, QStringLiteral("A"));
        QVERIFY(filter.sinceMs.has_value());
        QCOMPARE(mail::describe(*filter.search),
            QStringLiteral("from:\"x\" \"w\" in:\"B\" -has:attachment (\"a\" OR \"b\")"));
        mail::Filter empty;
        mail::narrow({}, &empty);
        QVERIFY(!empty.search);
    }
};

QTEST_GUILESS_MAIN(TestSearchLanguage)
#include "tst_search_language.moc"
