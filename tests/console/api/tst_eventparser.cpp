// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/eventparser.h"

#include <QtTest/QTest>

using namespace digidig::console;

/// Server-Sent Events, cut anywhere.
class TestEventParser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEvents()
    {
        EventParser parser;
        const auto events = parser.feed("retry: 2000\n\n:\nid: 7\nevent: mail\ndata: {\"type\":\"delivered\"}\n\n");
        QCOMPARE(events.size(), 1);
        QCOMPARE(events.first().kind, QStringLiteral("mail"));
        QCOMPARE(events.first().id, QByteArray("7"));
        QCOMPARE(events.first().type(), QStringLiteral("delivered"));
        QCOMPARE(parser.retryMs(), 2000);
    }

    void cutsMakeNoDifference()
    {
        const QByteArray stream = "id: 1\r\nevent: mail\r\ndata: {\"a\":1,\r\ndata: \"b\":2}\r\n\r\nid: 2\rdata: {}\r\r";
        for (qsizetype cut = 0; cut <= stream.size(); ++cut) {
            EventParser parser;
            auto events = parser.feed(stream.first(cut));
            events += parser.feed(stream.sliced(cut));
            // The last line end may be half of another one until more comes.
            events += parser.feed(":\n");
            QCOMPARE(events.size(), 2);
            QCOMPARE(events.at(0).data.value(u"b").toInt(), 2);
            QCOMPARE(events.at(1).id, QByteArray("2"));
            QCOMPARE(events.at(1).kind, QStringLiteral("message"));
        }
    }

    void anEventWithoutDataIsNone()
    {
        EventParser parser;
        QVERIFY(parser.feed("event: mail\nid: 3\n\n").isEmpty());
        // Its id counts all the same (WHATWG HTML, 9.2.6).
        QCOMPARE(parser.feed("data: {}\n\n").first().id, QByteArray("3"));
    }

    void aLineWithoutEndIsGivenUp()
    {
        EventParser parser;
        const QByteArray much(1024 * 1024, 'x');
        for (int i = 0; i < 5; ++i)
            QVERIFY(parser.feed(much).isEmpty());
        QVERIFY(parser.broken());
    }
};

QTEST_GUILESS_MAIN(TestEventParser)
#include "tst_eventparser.moc"
