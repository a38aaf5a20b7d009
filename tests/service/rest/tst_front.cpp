// SPDX-License-Identifier: GPL-3.0-or-later
#include "fronttesting.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <csignal>
#include <netinet/in.h>

using namespace digidig::test;
namespace core = digidig::core;

class TestFront : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ::signal(SIGPIPE, SIG_IGN); }

    void answersAndKeepsAlive()
    {
        Server server;
        Client client(server);
        for (int i = 0; i < 3; ++i) {
            const Answer a = client.ask(get("/a%20b?x=1"));
            QCOMPARE(a.status, 200);
            QCOMPARE(a.content, QByteArray("GET /a b "));
            QVERIFY(!a.field("date").isEmpty());
            QVERIFY(a.field("connection").isEmpty());
            QCOMPARE(a.field("content-type"), QByteArray("text/plain"));
        }
        QTRY_COMPARE(server.answered.load(), 3);
        QCOMPARE(server.lastBytes.load(), 9);
    }

    void requestAsSeenByHooks()
    {
        Server server;
        std::shared_ptr<const Request> seen;
        server.onRequest = [&](const auto &request, const Reply &reply) {
            seen = request;
            reply(Server::text("ok"));
        };
        Client client(server);
        QCOMPARE(
            client
                .ask("POST http://LocalHost/p%2Fq?a=1+2&b=%C3%A9&c HTTP/1.1\r\nhost: localhost\r\n"
                     "X-Digidig-Exchange: 99\r\nX-A: 1\r\nx-a:  2 \r\nContent-Length: "
                     "5\r\n\r\nhello")
                .status,
            200);
        QCOMPARE(seen->method, Method::Post);
        QCOMPARE(seen->path, QByteArray("/p/q"));
        QCOMPARE(seen->target, QByteArray("/p%2Fq?a=1+2&b=%C3%A9&c"));
        QCOMPARE(seen->queryValue(u"a"), std::optional(QStringLiteral("1 2")));
        QCOMPARE(seen->queryValue(u"b"), std::optional(QString(QChar(0xe9))));
        QCOMPARE(seen->queryValue(u"c"), std::optional(QString()));
        QVERIFY(!seen->queryValue(u"d"));
        QCOMPARE(seen->headers.combined("X-A"), QByteArray("1, 2"));
        QCOMPARE(seen->content().toByteArray(), QByteArray("hello"));
        QCOMPARE(seen->contentLength, 5);
        QCOMPARE(seen->peerAddress, QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(seen->localPort, server.port);
        QVERIFY(seen->connectionId > 0);
        QVERIFY(!seen->tls);
    }

    void pipelinedInOrder()
    {
        Server server;
        server.onRequest = [&](const auto &request, const Reply &reply) {
            // Early requests take longest; the answers come from other threads.
            const int n = request->path.mid(1).toInt();
            core::post(server.pool(), [n, request, reply] {
                QThread::usleep(unsigned(n % 5 == 0 ? 3000 : 0));
                reply(Server::text(request->path));
            });
        };
        Client client(server);
        QByteArray all;
        constexpr int Count = 300;
        for (int i = 0; i < Count; ++i)
            all += i % 3 ? get('/' + QByteArray::number(i))
                         : "POST /" + QByteArray::number(i)
                    + " HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd";
        client.send(all);
        for (int i = 0; i < Count; ++i)
            QCOMPARE(client.answer().content, '/' + QByteArray::number(i));
    }

    void replyOnceAndAtLeastOnce()
    {
        Server server;
        server.onRequest = [](const auto &request, const Reply &reply) {
            if (request->path == "/lost")
                return;
            reply(Server::text("first"));
            reply(Server::text("second"));
        };
        Client client(server);
        QCOMPARE(client.ask(get("/")).content, QByteArray("first"));
        QCOMPARE(client.ask(get("/")).content, QByteArray("first"));
        QCOMPARE(client.ask(get("/lost")).status, 500);
        QCOMPARE(client.ask(get("/")).content, QByteArray("first"));
    }

    void expectContinue()
    {
        Server server;
        server.onHead = [](const Request &request) -> std::optional<Response> {
            if (request.path != "/no")
                return std::nullopt;
            Response r = Server::text("refused");
            r.status = 401;
            return r;
        };
        {
            Client client(server);
            client.send("POST /yes HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: "
                        "3\r\n\r\n");
            QCOMPARE(client.answer().status, 100);
            QCOMPARE(client.ask("abc").content, QByteArray("POST /yes abc"));
            client.send("POST /yes HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: "
                        "3\r\n\r\nxyz");
            QCOMPARE(client.answer().content, QByteArray("POST /yes xyz"));
        }
        {
            Client client(server);
            client.send("POST /no HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: "
                        "3\r\n\r\n");
            const Answer a = client.answer();
            QCOMPARE(a.status, 401);
            QCOMPARE(a.content, QByteArray("refused"));
            QCOMPARE(a.field("connection"), QByteArray("close"));
            QVERIFY(client.isClosed());
        }
        {
            // Without content the connection goes on.
            Client client(server);
            QCOMPARE(client.ask(get("/no")).status, 401);
            QCOMPARE(client.ask(get("/yes")).status, 200);
        }
        QTRY_COMPARE(server.requests.load(), 3);
    }

    void http10_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("connection");
        QTest::addColumn<bool>("open");
        QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << QByteArray("close")
                             << false;
        QTest::newRow("1.0 keep-alive")
            << QByteArray("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
            << QByteArray("keep-alive") << true;
        QTest::newRow("1.1") << get("/") << QByteArray() << true;
        QTest::newRow("1.1 close")
            << get("/", "Connection: Close\r\n") << QByteArray("close") << false;
        QTest::newRow("1.1 close in a list")
            << get("/", "Connection: foo ,close\r\n") << QByteArray("close") << false;
        QTest::newRow("1.1 upgrade ignored")
            << get("/", "Connection: Upgrade\r\nUpgrade: websocket\r\n") << QByteArray() << true;
    }

    void http10()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, connection);
        QFETCH(bool, open);
        Server server;
        Client client(server);
        const Answer a = client.ask(request);
        QCOMPARE(a.status, 200);
        QCOMPARE(a.field("connection"), connection);
        if (open)
            QCOMPARE(client.ask(get("/again")).status, 200);
        else
            QVERIFY(client.isClosed());
    }

    void withoutContent_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("length");
        QTest::newRow("HEAD") << QByteArray("HEAD") << 200 << QByteArray("5");
        QTest::newRow("204") << QByteArray("DELETE") << 204 << QByteArray();
        QTest::newRow("304") << QByteArray("GET") << 304 << QByteArray("5");
    }

    void withoutContent()
    {
        QFETCH(QByteArray, method);
        QFETCH(int, status);
        QFETCH(QByteArray, length);
        Server server;
        server.onRequest = [&](const auto &request, const Reply &reply) {
            Response r = Server::text(request->path == "/next" ? "next" : "hello");
            r.status = request->path == "/next" ? 200 : status;
            reply(r);
        };
        Client client(server);
        client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        const Answer a = client.answer(true);
        QCOMPARE(a.status, status);
        QCOMPARE(a.field("content-length"), length);
        QCOMPARE(client.ask(get("/next")).content, QByteArray("next"));
    }

    void headersCannotBeInjected()
    {
        Server server;
        server.onRequest = [&](const auto &, const Reply &reply) {
            Response r = Server::text("x");
            r.headers.append("X-Bad", "a\r\nX-Injected: b");
            r.headers.append("Content-Length", "77");
            r.headers.append("Transfer-Encoding", "chunked");
            r.headers.append("X-Good", "c");
            reply(r);
        };
        Client client(server);
        const Answer a = client.ask(get("/"));
        QVERIFY(!a.head.contains("X-Injected"));
        QCOMPARE(a.field("content-length"), QByteArray("1"));
        QCOMPARE(a.field("transfer-encoding"), QByteArray());
        QCOMPARE(a.field("x-good"), QByteArray("c"));
    }

    /// Not asserted: prints what one thread answers.
    void throughput();
};

void TestFront::throughput()
{
    Server server;
    server.onRequest = [](const auto &, const Reply &reply) {
        reply(Server::text("{\"ok\":true}"));
    };
    constexpr int Connections = 16;
    constexpr int Rounds = 2000;
    const QByteArray request = get("/api/health");
    std::vector<int> sockets;
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < Connections; ++i) {
        sockets.push_back(::socket(AF_INET, SOCK_STREAM, 0));
        QCOMPARE(
            ::connect(sockets.back(), reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    }
    const auto cpuNs = [&server] {
        timespec time = {};
        server.run([&] { clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time); });
        return double(time.tv_sec) * 1e9 + double(time.tv_nsec);
    };
    const double cpuBefore = cpuNs();
    QElapsedTimer elapsed;
    elapsed.start();
    char buffer[4096];
    for (int round = 0; round < Rounds; ++round) {
        for (const int socket : sockets)
            QCOMPARE(
                ::send(socket, request.constData(), size_t(request.size()), 0), request.size());
        for (const int socket : sockets)
            QVERIFY(::recv(socket, buffer, sizeof buffer, 0) > 0);
    }
    constexpr double Total = 1e9 * Rounds * Connections;
    qInfo("%.0f requests/s over %d connections; the thread's own time allows %.0f",
        Total / double(elapsed.nsecsElapsed()), Connections, Total / (cpuNs() - cpuBefore));
    for (const int socket : sockets)
        ::close(socket);
}

QTEST_GUILESS_MAIN(TestFront)
#include "tst_front.moc"
