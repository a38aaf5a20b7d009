// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/chunkeddecoder.h"
#include "net/httpframing.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig::net;

namespace {

constexpr qsizetype Limit = 32 * 1024;

/// Feeds @p bytes in pieces of @p step, as a socket would.
HeadParser::State feed(HeadParser &parser, const QByteArray &bytes, qsizetype step)
{
    for (qsizetype n = std::min(step, bytes.size());; n = std::min(n + step, bytes.size())) {
        const auto state = parser.parse(QByteArrayView(bytes).first(n), Limit);
        if (state != HeadParser::State::NeedMore || n == bytes.size())
            return state;
    }
}

struct Decoded {
    ChunkedDecoder::State state = ChunkedDecoder::State::NeedMore;
    QByteArray content;
    qsizetype consumed = 0;
};

Decoded decode(const QByteArray &bytes, qsizetype step)
{
    Decoded result;
    ChunkedDecoder decoder;
    while (result.consumed < bytes.size()) {
        auto piece = QByteArrayView(bytes).sliced(result.consumed);
        piece = piece.first(std::min(step, piece.size()));
        result.state = decoder.next(piece);
        result.consumed += decoder.consumed();
        result.content += decoder.data();
        if (result.state == ChunkedDecoder::State::Complete
            || result.state == ChunkedDecoder::State::Failed)
            break;
    }
    return result;
}

} // namespace

// What is refused and with which status, tst_frontframing holds over a real socket.
class TestHttpFraming : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sameInAnyPieces()
    {
        const QByteArray head = "\r\nPOST /a%20b?x=%31 HTTP/1.1\r\nHost: h:1\r\nX:  v \r\n"
                                "Content-Length: 12\r\nExpect: 100-continue\r\n\r\n";
        for (qsizetype step = 1; step <= head.size(); ++step) {
            HeadParser parser;
            QCOMPARE(feed(parser, head + "rest", step), HeadParser::State::Complete);
            QCOMPARE(parser.consumed(), head.size());
            const RequestHead read = parser.take();
            QCOMPARE(read.request.path, QByteArray("/a b"));
            QCOMPARE(read.request.queryValue(u"x"), std::optional(QStringLiteral("1")));
            QCOMPARE(read.request.headers.value("x"), QByteArray("v"));
            QCOMPARE(read.request.contentLength, 12);
            QVERIFY(read.expectContinue);
            QVERIFY(read.keepAlive);
            QVERIFY(!read.chunked);
        }
    }

    void startsOver()
    {
        HeadParser parser;
        QCOMPARE(feed(parser, "GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", 7),
            HeadParser::State::Complete);
        QVERIFY(!parser.take().keepAlive);
        QCOMPARE(
            feed(parser, "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n", 5), HeadParser::State::Complete);
        const RequestHead second = parser.take();
        QCOMPARE(second.request.path, QByteArray("/2"));
        QCOMPARE(second.request.headers.all().size(), 1);
        QVERIFY(second.keepAlive);
    }

    /// The broken byte is enough; a client cannot hold the connection by never ending the head.
    void failsEarly_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("LF") << QByteArray("GET / HTTP/1.1\n");
        QTest::newRow("CR") << QByteArray("GET / HTTP/1.1\rX");
        QTest::newRow("control") << QByteArray("\x16\x03\x01"); // a TLS hello
    }
    void failsEarly()
    {
        QFETCH(QByteArray, bytes);
        HeadParser parser;
        QCOMPARE(feed(parser, bytes, 1), HeadParser::State::Failed);
        QCOMPARE(parser.error().status, 400);
        QVERIFY(!parser.error().text().isEmpty());
    }

    void limitIsExact()
    {
        const QByteArray start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
        const QByteArray fits = start + QByteArray(1000 - start.size() - 4, 'x') + "\r\n\r\n";
        HeadParser parser;
        QCOMPARE(parser.parse(fits, 1000), HeadParser::State::Complete);
        HeadParser strict;
        QCOMPARE(strict.parse(fits, 999), HeadParser::State::Failed);
        QCOMPARE(strict.error().status, 431);
    }

    void hosts_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("valid");
        const auto row = [](const char *host, bool valid) {
            QTest::newRow(*host ? host : "empty") << QByteArray(host) << valid;
        };
        row("a", true);
        row("mail.example_1.org:8003", true);
        row("127.0.0.1:0", true);
        row("a:", true);
        row("[::1]", true);
        row("[fe80::1]:80", true);
        row("[::ffff:1.2.3.4]:65535", true);
        row("", false);
        row(":80", false);
        row("a:65536", false);
        row("a:+1", false);
        row("a:b", false);
        row("a b", false);
        row("a/b", false);
        row("a@b", false);
        row("a%20", false);
        row("[]", false);
        row("[abc]", false);
        row("[::1", false);
        row("[::1]x", false);
        row("::1", false);
    }
    void hosts()
    {
        QFETCH(QByteArray, host);
        QFETCH(bool, valid);
        QCOMPARE(isValidHost(host), valid);
    }

    void chunksInAnyPieces()
    {
        const QByteArray bytes = "4\r\nWiki\r\n5;ext=\"v\"\r\npedia\r\nE\r\n in\r\n\r\nchunks.\r\n"
                                 "00\r\nTrailer: x\r\n\r\n";
        for (qsizetype step = 1; step <= bytes.size(); ++step) {
            const Decoded read = decode(bytes + "GET", step);
            QCOMPARE(read.state, ChunkedDecoder::State::Complete);
            QCOMPARE(read.content, QByteArray("Wikipedia in\r\n\r\nchunks."));
            QCOMPARE(read.consumed, bytes.size());
        }
    }

    void randomBytes()
    {
        auto *random = QRandomGenerator::global();
        const QByteArray seeds[] = {
            "GET /%41?a=b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            "PUT * HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            "5;x\r\nhello\r\n0\r\nA: b\r\n\r\n"};
        for (int i = 0; i < 20'000; ++i) {
            QByteArray bytes = seeds[i % 3];
            for (int changes = random->bounded(4); changes >= 0; --changes)
                bytes[random->bounded(bytes.size())] = char(random->bounded(256));
            bytes.truncate(random->bounded(bytes.size() + 1));
            HeadParser parser;
            if (feed(parser, bytes, 1 + random->bounded(20)) == HeadParser::State::Complete)
                QVERIFY(parser.consumed() <= bytes.size());
            QVERIFY(decode(bytes, 1 + random->bounded(20)).content.size() <= bytes.size());
        }
    }
};

QTEST_GUILESS_MAIN(TestHttpFraming)
#include "tst_httpframing.moc"
