// SPDX-License-Identifier: GPL-3.0-or-later
#include "fronttesting.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <csignal>
#include <netinet/in.h>
#include <sys/resource.h>

using namespace digidig::test;
namespace core = digidig::core;

class TestFrontLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ::signal(SIGPIPE, SIG_IGN); }

    void deadlines_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("nothing sent") << QByteArray() << 0;
        QTest::newRow("half a head") << QByteArray("GET / HTTP/1.1\r\nHo") << 408;
        QTest::newRow("half the content")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc") << 408;
        QTest::newRow("half a chunk")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na")
            << 408;
    }

    void deadlines()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        HttpLimits limits;
        limits.headerTimeoutMs = limits.bodyTimeoutMs = 300;
        Server server(limits);
        Client client(server);
        QElapsedTimer elapsed;
        elapsed.start();
        client.send(bytes);
        QCOMPARE(client.answer().status, status);
        QVERIFY(client.isClosed());
        QVERIFY2(elapsed.elapsed() >= 290 && elapsed.elapsed() < 5000,
            qPrintable(QString::number(elapsed.elapsed())));
        QCOMPARE(client.received(), QByteArray());
    }

    void trickledHeadIsCutOff()
    {
        HttpLimits limits;
        limits.headerTimeoutMs = 400;
        Server server(limits);
        Client client(server);
        const QByteArray head = get("/", "X: " + QByteArray(200, 'a'));
        QElapsedTimer elapsed;
        elapsed.start();
        int i = 0;
        while (
            elapsed.elapsed() < 3000 && client.socket().bytesAvailable() == 0 && i < head.size()) {
            client.send(QByteArray(1, head[i++]));
            client.socket().waitForReadyRead(20);
        }
        QCOMPARE(client.answer().status, 408);
        QVERIFY(elapsed.elapsed() < 3000);
    }

    void workMayTakeLongerThanDeadlines()
    {
        HttpLimits limits;
        limits.headerTimeoutMs = limits.bodyTimeoutMs = limits.idleTimeoutMs = 200;
        limits.writeTimeoutMs = 200;
        Server server(limits);
        server.onRequest = [&](const auto &, const Reply &reply) {
            core::post(server.pool(), [reply] {
                QThread::msleep(900);
                reply(Server::text("late"));
            });
        };
        Client client(server);
        QCOMPARE(client.ask(get("/")).content, QByteArray("late"));
    }

    /// An idle connection gives its buffers back after a second, and must still work.
    void goesOnAfterIdling()
    {
        Server server;
        Client client(server);
        for (int i = 0; i < 2; ++i) {
            QCOMPARE(client.ask(get("/a")).content, QByteArray("GET /a "));
            QCOMPARE(client.ask(get("/b")).content, QByteArray("GET /b "));
            QTest::qWait(1300);
        }
        QCOMPARE(client.ask(get("/c")).content, QByteArray("GET /c "));
    }

    void limitsLive()
    {
        Server server;
        Client idle(server);
        QCOMPARE(idle.ask(get("/")).status, 200);
        HttpLimits limits = server.guard->limits();
        limits.maxBodyBytes = 10;
        limits.maxHeaderBytes = 200;
        server.guard->setLimits(limits);
        QCOMPARE(server.guard->limits().maxBodyBytes, 10);
        Client client(server);
        QCOMPARE(
            client.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n").status, 413);
        Client other(server);
        QCOMPARE(other.ask(get("/", "X: " + QByteArray(300, 'a') + "\r\n")).status, 431);
        QVERIFY(idle.isOpen());
        limits.idleTimeoutMs = 200;
        server.guard->setLimits(limits);
        QVERIFY(idle.isClosed());
    }

    void connectionLimit()
    {
        HttpLimits limits;
        limits.maxConnections = 3;
        Server server(limits);
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(std::make_unique<Client>(server));
            QCOMPARE(clients.back()->ask(get("/")).status, 200);
        }
        {
            Client fourth(server);
            const Answer a = fourth.ask(get("/"));
            QCOMPARE(a.status, 503);
            QCOMPARE(a.field("x-code"), QByteArray("connection_limit"));
            QVERIFY(!a.field("retry-after").isEmpty());
            QVERIFY(fourth.isClosed());
        }
        QCOMPARE(server.guard->connectionCount(), 3);
        QCOMPARE(server.registry.count(Protocol::Http), 3);
        clients.pop_back();
        QTRY_COMPARE(server.guard->connectionCount(), 2);
        QCOMPARE(Client(server).ask(get("/")).status, 200);

        // Lowered live: the idle go first, the longest idle of them; who works stays.
        QTRY_COMPARE(server.guard->connectionCount(), 2);
        Reply later;
        server.onRequest = [&](const auto &, const Reply &reply) { later = reply; };
        clients[0]->send(get("/"));
        QTRY_VERIFY(server.taken.load() >= 5);
        limits.maxConnections = 1;
        server.guard->setLimits(limits);
        QVERIFY(clients[1]->isClosed());
        limits.maxConnections = 0;
        server.guard->setLimits(limits);
        later(Server::text("still here"));
        QCOMPARE(clients[0]->answer().content, QByteArray("still here"));
    }

    void connectionsPerAddress()
    {
        HttpLimits limits;
        limits.maxConnectionsPerAddress = 1;
        Server server(limits);
        Client first(server);
        QCOMPARE(first.ask(get("/")).status, 200);
        QCOMPARE(Client(server).ask(get("/")).status, 503);
        first.socket().disconnectFromHost();
        QTRY_COMPARE(server.guard->connectionCount(), 0);
        QCOMPARE(Client(server).ask(get("/")).status, 200);
    }

    void descriptorsExhausted()
    {
        Server server;
        Client first(server);
        QCOMPARE(first.ask(get("/")).status, 200);
        // The clients live in this process too: they get their descriptors before the lid comes
        // down.
        std::vector<int> clients;
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(server.port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        for (int i = 0; i < 4; ++i)
            clients.push_back(::socket(AF_INET, SOCK_STREAM, 0));
        rlimit before = {};
        getrlimit(RLIMIT_NOFILE, &before);
        rlimit none = before;
        none.rlim_cur = 3; // below everything that is open
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &none), 0);
        for (const int client : clients)
            ::connect(client, reinterpret_cast<sockaddr *>(&address), sizeof address);
        // Who is connected goes on.
        const int status = first.ask(get("/")).status;
        setrlimit(RLIMIT_NOFILE, &before);
        QCOMPARE(status, 200);
        // And accepting goes on once there are descriptors again.
        QCOMPARE(Client(server).ask(get("/")).status, 200);
        for (const int client : clients)
            ::close(client);
    }

    void registry()
    {
        Server server;
        Reply later;
        server.onRequest = [&](const auto &, const Reply &reply) { later = reply; };
        Client client(server);
        client.send(get("/"));
        QTRY_COMPARE(server.taken.load(), 1);
        const auto entry = server.registry.list().constFirst();
        QCOMPARE(entry->protocol, Protocol::Http);
        QCOMPARE(entry->peer, QStringLiteral("127.0.0.1:%1").arg(client.socket().localPort()));
        QCOMPARE(entry->state.load(), "working");
        QCOMPARE(entry->bytesIn.load(), get("/").size());
        later(Server::text("hello"));
        const Answer a = client.answer();
        QTRY_COMPARE(QByteArray(entry->state.load()), QByteArray("idle"));
        QCOMPARE(entry->bytesOut.load(), a.head.size() + 2 + a.content.size());
        QVERIFY(server.registry.disconnect(entry->id));
        QVERIFY(client.isClosed());
        QTRY_COMPARE(server.registry.count(), 0);
    }

    void drain()
    {
        Server server;
        Reply later;
        server.onRequest = [&](const auto &request, const Reply &reply) {
            if (request->path == "/slow")
                later = reply;
            else
                reply(Server::text("ok"));
        };
        Client idle(server);
        QCOMPARE(idle.ask(get("/")).status, 200);
        Client busy(server);
        busy.send(get("/slow"));
        QTRY_COMPARE(server.taken.load(), 2);
        std::atomic<bool> drained = false;
        server.run([&] { server.guard->drain([&] { drained = true; }); });
        QVERIFY(idle.isClosed());
        QVERIFY(!drained.load());
        QTcpSocket late;
        late.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port);
        QVERIFY(!late.waitForConnected(1000));
        later(Server::text("done"));
        const Answer a = busy.answer();
        QCOMPARE(a.content, QByteArray("done"));
        QCOMPARE(a.field("connection"), QByteArray("close"));
        QVERIFY(busy.isClosed());
        busy.socket().abort();
        QTRY_VERIFY(drained.load());
    }

    void abortAll()
    {
        Server server;
        Reply later;
        server.onRequest = [&](const auto &, const Reply &reply) { later = reply; };
        Client a(server);
        Client b(server);
        b.send(get("/"));
        QTRY_COMPARE(server.taken.load(), 1);
        QTRY_COMPARE(server.guard->connectionCount(), 2);
        server.run([&] { server.guard->abortAll(); });
        QVERIFY(a.isClosed());
        QVERIFY(b.isClosed());
        later(Server::text("late"));
        QCOMPARE(server.guard->connectionCount(), 0);
    }
};

QTEST_GUILESS_MAIN(TestFrontLimits)
#include "tst_frontlimits.moc"
