// SPDX-License-Identifier: GPL-3.0-or-later
#include "fronttesting.h"

#include <QtTest/QTest>

#include <csignal>

using namespace digidig::test;

class TestFrontFraming : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ::signal(SIGPIPE, SIG_IGN); }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const QByteArray host = "Host: a\r\n";
        const auto row = [](const char *name, const QByteArray &bytes, int status) {
            QTest::newRow(name) << bytes << status;
        };
        const auto post = [&](const QByteArray &fields, const QByteArray &content = {}) {
            return QByteArray("POST / HTTP/1.1\r\n" + host + fields + "\r\n" + content);
        };
        row("bare LF", "GET / HTTP/1.1\nHost: a\n\n", 400);
        row("bare CR", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400);
        row("NUL", QByteArray("GET / HTTP/1.1\r\nHost: a\0\r\n\r\n", 28), 400);
        row("control in value", "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n", 400);
        row("DEL in value", "GET / HTTP/1.1\r\nHost: a\r\nX: \x7f\r\n\r\n", 400);
        row("obs-fold", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400);
        row("space before colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400);
        row("empty field name", "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", 400);
        row("no colon", "GET / HTTP/1.1\r\nHost: a\r\nfoo\r\n\r\n", 400);
        row("method with a slash", "GE/T / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("endless method", QByteArray(40, 'A') + " / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("no method", " / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("no target", "GET HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("empty target", "GET  HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("tab in the line", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("HTTP/0.9", "GET /\r\n\r\n", 400);
        row("no HTTP", "GET / HTTQ/1.1\r\nHost: a\r\n\r\n", 400);
        row("long version", "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400);
        row("HTTP/2.0", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505);
        row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        row("empty lines only", "\r\n\r\n\r\n\r\n\r\n\r\n", 400);
        row("length and chunked", post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400);
        row("chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n"), 400);
        row("two lengths", post("Content-Length: 3\r\nContent-Length: 4\r\n"), 400);
        row("two equal lengths", post("Content-Length: 3\r\nContent-Length: 3\r\n"), 400);
        row("length list", post("Content-Length: 3, 3\r\n"), 400);
        row("negative length", post("Content-Length: -1\r\n"), 400);
        row("signed length", post("Content-Length: +3\r\n"), 400);
        row("hex length", post("Content-Length: 0x3\r\n"), 400);
        row("empty length", post("Content-Length:\r\n"), 400);
        row("length overflow", post("Content-Length: 18446744073709551617\r\n"), 400);
        row("gzip coding", post("Transfer-Encoding: gzip\r\n"), 501);
        row("gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n"), 501);
        row("chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
            501);
        row("identity", post("Transfer-Encoding: identity\r\n"), 501);
        row("xchunked", post("Transfer-Encoding: xchunked\r\n"), 501);
        row("chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
        row("no host", "GET / HTTP/1.1\r\n\r\n", 400);
        row("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400);
        row("empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400);
        row("host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400);
        row("host with user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400);
        row("host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400);
        row("host with bad port", "GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n", 400);
        row("host broken v6", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400);
        row("absolute, other host", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("absolute, bad host", "GET http://u@b/ HTTP/1.1\r\nHost: b\r\n\r\n", 400);
        row("other scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", 400);
        row("star for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("relative path", "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("fragment", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("8-bit target", "GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("bad percent", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("cut percent", "GET /a%2 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("percent NUL", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("bad percent in query", "GET /?a=%g0 HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("other expectation", post("Expect: 200-ok\r\nContent-Length: 3\r\n"), 417);
        row("long target", "GET /" + QByteArray(20'000, 'a') + " HTTP/1.1\r\n" + host + "\r\n",
            414);
        row("endless line", QByteArray(40'000, 'a'), 414);
        row("large head", get("/", "X: " + QByteArray(40'000, 'a') + "\r\n"), 431);
        row("endless head", "GET / HTTP/1.1\r\nX: " + QByteArray(300'000, 'a'), 431);
        row("many fields", get("/", QByteArray("X: a\r\n").repeated(200)), 431);
        row("announced too large", post("Content-Length: 2000001\r\n"), 413);
        row("announced huge", post("Content-Length: 999999999999999999\r\n"), 413);
        const QByteArray te = "Transfer-Encoding: chunked\r\n";
        row("chunk size missing", post(te, "\r\n"), 400);
        row("chunk size no hex", post(te, "g\r\n"), 400);
        row("chunk size spaced", post(te, "5 \r\nhello\r\n0\r\n\r\n"), 400);
        row("chunk size signed", post(te, "+5\r\nhello\r\n0\r\n\r\n"), 400);
        row("chunk size 0x", post(te, "0x5\r\nhello\r\n0\r\n\r\n"), 400);
        row("chunk size overflow", post(te, "ffffffffffffffff5\r\n"), 400);
        row("chunk bare LF", post(te, "5\nhello\n0\n\n"), 400);
        row("chunk too short", post(te, "5\r\nhel\r\n0\r\n\r\n"), 400);
        row("chunk too long", post(te, "3\r\nhello\r\n0\r\n\r\n"), 400);
        row("chunk extension flood", post(te, "1;" + QByteArray(10'000, 'x') + "\r\na\r\n"), 400);
        row("chunk extension NUL", post(te, QByteArray("1;\0\r\na\r\n", 8)), 400);
        row("trailer flood", post(te, "0\r\nX: " + QByteArray(10'000, 'x') + "\r\n\r\n"), 431);
        row("trailer fold", post(te, "0\r\n x\r\n\r\n"), 400);
        row("chunked too large", post(te, "1e8481\r\n" + QByteArray(2'000'001, 'a')), 413);
        row("chunk sizes add up",
            post(te, ("10000\r\n" + QByteArray(65536, 'a') + "\r\n").repeated(31)), 413);
    }

    void refused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        HttpLimits limits;
        limits.maxBodyBytes = 2'000'000;
        Server server(limits);
        Client client(server);
        client.send(bytes);
        const Answer a = client.answer();
        QCOMPARE(a.status, status);
        QCOMPARE(a.field("connection"), QByteArray("close"));
        QVERIFY(!a.field("x-code").isEmpty());
        QCOMPARE(a.content, QByteArray("error"));
        QVERIFY(client.isClosed());
        QCOMPARE(client.received(), QByteArray());
        QCOMPARE(server.requests.load(), 0);
        QTRY_COMPARE(server.guard->connectionCount(), 0);
        QCOMPARE(server.registry.count(), 0);
    }

    void accepted_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("leading empty line") << "\r\n" + get("/") << QByteArray("GET / ");
        QTest::newRow("options star")
            << QByteArray("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n") << QByteArray("OPTIONS / ");
        QTest::newRow("absolute") << QByteArray(
            "GET HTTP://a:80/x?y HTTP/1.1\r\nHost: A:80\r\n\r\n")
                                  << QByteArray("GET /x ");
        QTest::newRow("absolute without path")
            << QByteArray("GET http://a?y HTTP/1.1\r\nHost: a\r\n\r\n") << QByteArray("GET / ");
        QTest::newRow("v6 host") << QByteArray("GET / HTTP/1.1\r\nHost: [::1]:8003\r\n\r\n")
                                 << QByteArray("GET / ");
        QTest::newRow("unknown method")
            << QByteArray("BREW / HTTP/1.1\r\nHost: a\r\n\r\n") << QByteArray("BREW / ");
        QTest::newRow("8-bit value") << get("/", "X: \xc3\xa9\r\n") << QByteArray("GET / ");
        QTest::newRow("empty value") << get("/", "X:\r\n") << QByteArray("GET / ");
        QTest::newRow("HTTP/1.9") << QByteArray("GET / HTTP/1.9\r\nHost: a\r\n\r\n")
                                  << QByteArray("GET / ");
        QTest::newRow("large field")
            << get("/", "X: " + QByteArray(20'000, 'a') + "\r\n") << QByteArray("GET / ");
        QTest::newRow("long target") << get("/" + QByteArray(7'000, 'a'))
                                     << QByteArray("GET /" + QByteArray(7'000, 'a') + ' ');
        QTest::newRow("odd target") << get("/?q=\"|^`{}<>[]") << QByteArray("GET / ");
        QTest::newRow("chunked") << QByteArray(
            "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
            "5\r\nhello\r\n006;a=\"b\"\r\n world\r\n0;x\r\nTrailer: x\r\n\r\n")
                                 << QByteArray("PUT / hello world");
        QTest::newRow("empty chunked") << QByteArray(
            "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
                                       << QByteArray("PUT / ");
    }

    void accepted()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, content);
        Server server;
        Client client(server);
        // Whole, and byte by byte when that does not take long; then a second request must find its
        // way.
        QCOMPARE(client.ask(bytes).content, content);
        if (bytes.size() < 300) {
            client.socket().setSocketOption(QAbstractSocket::LowDelayOption, 1);
            for (const char c : bytes)
                client.send(QByteArray(1, c));
            QCOMPARE(client.answer().content, content);
        }
        QCOMPARE(client.ask(get("/next")).content, QByteArray("GET /next "));
    }
};

QTEST_GUILESS_MAIN(TestFrontFraming)
#include "tst_frontframing.moc"
