// SPDX-License-Identifier: GPL-3.0-or-later
#include "streamfixture.h"

#include <QtCore/QFileInfo>

using namespace streams;

class TestStreamServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void echoes()
    {
        Service service;
        const quint16 port = service.listen();
        Client client(port);
        QCOMPARE(client.ask("hello"), QByteArray("hello"));
        QCOMPARE(service.server.connectionCount(), 1);
        const auto list = service.registry.list();
        QCOMPARE(list.size(), 1);
        QCOMPARE(list.constFirst()->bytesIn.load(), 7);
        QTRY_COMPARE_WITH_TIMEOUT(list.constFirst()->bytesOut.load(), 7, Patience);
        QVERIFY(list.constFirst()->peer.startsWith(QStringLiteral("127.0.0.1:")));
        QVERIFY(!list.constFirst()->tls);
        client.close();
        QTRY_COMPARE_WITH_TIMEOUT(service.server.connectionCount(), 0, Patience);
        QCOMPARE(service.registry.count(), 0);
        QCOMPARE(service.seen.alive, 0);
        QCOMPARE(service.seen.closed, 1);
    }

    void manyClients()
    {
        Service service;
        const quint16 port = service.listen();
        std::vector<std::unique_ptr<Client>> clients;
        for (int i = 0; i < 200; ++i)
            clients.push_back(std::make_unique<Client>(port));
        for (int round = 0; round < 5; ++round) {
            for (size_t i = 0; i < clients.size(); ++i)
                QVERIFY(clients[i]->send("line " + QByteArray::number(int(i)) + "\r\n"));
            for (size_t i = 0; i < clients.size(); ++i)
                QCOMPARE(clients[i]->line(), "line " + QByteArray::number(int(i)));
        }
        QCOMPARE(service.server.connectionCount(), 200);
        clients.clear();
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 200, Patience);
    }

    void pipelinedLinesComeInOrder()
    {
        Service service;
        Client client(service.listen());
        QByteArray all;
        for (int i = 0; i < 20'000; ++i)
            all += "line " + QByteArray::number(i) + "\r\n";
        std::thread writer([&] { client.send(all + "finish\r\n"); });
        const QByteArray answer = client.rest();
        writer.join();
        QCOMPARE(answer, all + "bye\r\n");
    }

    void halfClose()
    {
        Service service;
        Client client(service.listen());
        QVERIFY(client.send("pour 5000000\r\nlast"));
        client.shutdown();
        // What it sent is delivered, what was written is sent. pour() goes on in drained(), after
        // the end was told: closing waits only for what was written by then.
        const QByteArray answer = client.rest();
        QVERIFY(answer.size() >= Stream::HighWater);
        QVERIFY(!client.failed);
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
        QCOMPARE(service.seen.ended, 1);
    }

    void halfCloseOfWhoIsStillAnswered()
    {
        Service service;
        Client client(service.listen());
        QVERIFY(client.send("stay\r\npour 5000000\r\ndeadline 200\r\n"));
        client.shutdown();
        const QByteArray answer = client.rest();
        QVERIFY(answer.endsWith("timeout\r\n"));
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
    }

    void finishSendsEverything()
    {
        Service service;
        Client client(service.listen());
        // Unread input does not reset what is on its way out.
        QVERIFY(client.send("pour 200000\r\nfinish\r\n" + QByteArray(100'000, 'y')));
        const QByteArray answer = client.rest();
        QVERIFY(!client.failed);
        QCOMPARE(answer.size(), 200'005);
        client.close();
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
    }

    void abortInACallback()
    {
        Service service;
        Client client(service.listen());
        QCOMPARE(client.ask("abort"), QByteArray());
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
        QCOMPARE(service.seen.alive, 0);
    }

    /// The same calls from elsewhere, as when work of the pool is done.
    void callsFromOutside()
    {
        Service service;
        const quint16 port = service.listen();
        Client client(port);
        QCOMPARE(client.ask("later hello"), QByteArray("hello"));
        QVERIFY(client.send("later pour 3000000\r\n"));
        qint64 got = 0;
        while (got < 3'000'000)
            got += client.some(100'000).size();
        QVERIFY(client.send("later pause\r\n"));
        QVERIFY(client.send("later finish\r\n"));
        Client second(port);
        QCOMPARE(second.ask("later finish"), QByteArray("bye"));
        QCOMPARE(second.line(), QByteArray());
        Client third(port);
        QCOMPARE(third.ask("later abort"), QByteArray());
        QCOMPARE(third.line(), QByteArray());
        Client fourth(port);
        QCOMPARE(fourth.ask("later deadline 100"), QByteArray("timeout"));
    }

    void resets()
    {
        Service service;
        const quint16 port = service.listen();
        const linger now = {1, 0};
        for (const char *words : {"x\r\n", "pour 10000000\r\n", "stay\r\n", "partial"}) {
            Client client(port);
            QVERIFY(client.send(words));
            QTRY_VERIFY_WITH_TIMEOUT(
                service.registry.count() == 1 && service.registry.list().constFirst()->bytesIn > 0,
                Patience);
            ::setsockopt(client.descriptor(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
            client.close();
            QTRY_COMPARE_WITH_TIMEOUT(service.registry.count(), 0, Patience);
        }
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.alive, 0, Patience);
    }

    void deadlines()
    {
        Service service;
        Client late(service.listen());
        const qint64 began = core::monotonicMs();
        QCOMPARE(late.ask("deadline 300"), QByteArray("timeout"));
        QVERIFY(core::monotonicMs() - began >= 300);
        QCOMPARE(late.line(), QByteArray());
        QCOMPARE(service.seen.timedOut, 1);
    }

    void aDeadlineThatIsMovedDoesNotCome()
    {
        Service service;
        const quint16 port = service.listen();
        Client moved(port);
        Client other(port);
        QVERIFY(moved.send("deadline 200\r\ndeadline 60000\r\n"));
        QCOMPARE(other.ask("deadline 600"), QByteArray("timeout"));
        QCOMPARE(moved.ask("here"), QByteArray("here"));
        QVERIFY(moved.send("deadline 300\r\ndeadline -1\r\n"));
        Client third(port);
        QCOMPARE(third.ask("deadline 700"), QByteArray("timeout"));
        QCOMPARE(moved.ask("here"), QByteArray("here"));
        QCOMPARE(service.seen.timedOut, 2);
    }

    /// A client that does not read holds up nobody, and the handler knows when to stop.
    void slowReader()
    {
        constexpr qint64 Bytes = 50'000'000;
        Service service;
        const quint16 port = service.listen();
        Client slow(port);
        QVERIFY(slow.send("pour 50000000\r\n"));
        Client other(port);
        for (int i = 0; i < 100; ++i)
            QCOMPARE(other.ask("hello"), QByteArray("hello"));
        QVERIFY(service.registry.list().constFirst()->bytesOut < Bytes / 2);
        qint64 got = 0;
        while (got < Bytes) {
            const QByteArray bytes = slow.some(1 << 20);
            QVERIFY(!bytes.isEmpty());
            got += bytes.size();
        }
        QCOMPARE(got, Bytes);
        QVERIFY(service.seen.drained > 10);
        QVERIFY2(service.seen.mostUnsent < Stream::HighWater + 40'000,
            qPrintable(QString::number(service.seen.mostUnsent)));
    }

    /// What the handler does not want stays in the kernels: the client has to wait.
    void slowHandler()
    {
        Service service;
        Client client(service.listen());
        QCOMPARE(client.ask("x"), QByteArray("x"));
        QVERIFY(client.send("pause\r\n"));
        pollfd writable = {client.descriptor(), POLLOUT, 0};
        const QByteArray chunk(64 * 1024, 'z');
        qint64 sent = 0;
        // Until nothing goes out any more for half a second.
        while (::poll(&writable, 1, 500) == 1) {
            const ssize_t n = ::send(client.descriptor(), chunk.constData(), size_t(chunk.size()),
                MSG_DONTWAIT | MSG_NOSIGNAL);
            QVERIFY(n > 0);
            sent += n;
            QVERIFY(sent < 100'000'000);
        }
        QVERIFY(service.registry.list().constFirst()->bytesIn < 200'000);
    }

    void inputIsBounded()
    {
        Service service;
        Client client(service.listen());
        QCOMPARE(client.ask("x"), QByteArray("x"));
        QVERIFY(client.send("limit 10000\r\n"));
        QCOMPARE(client.ask("y"), QByteArray("y"));
        pollfd writable = {client.descriptor(), POLLOUT, 0};
        const QByteArray chunk(64 * 1024, 'z');
        while (::poll(&writable, 1, 300) == 1)
            ::send(client.descriptor(), chunk.constData(), size_t(chunk.size()),
                MSG_DONTWAIT | MSG_NOSIGNAL);
        QVERIFY(service.seen.mostInput > 10'000);
        QVERIFY(service.seen.mostInput <= 10'000 + 16 * 1024);
        client.close();
        QTRY_COMPARE_WITH_TIMEOUT(service.registry.count(), 1, Patience);
        // Its end is behind what nobody reads; an administrator can close it all the same.
        QVERIFY(service.registry.disconnect(service.registry.list().constFirst()->id));
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
    }

    void administratorsDisconnect()
    {
        Service service;
        const quint16 port = service.listen();
        Client one(port);
        Client two(port);
        QCOMPARE(one.ask("a"), QByteArray("a"));
        const quint64 id = service.registry.list().constFirst()->id;
        QCOMPARE(two.ask("b"), QByteArray("b"));
        QVERIFY(service.registry.disconnect(id));
        QCOMPARE(one.line(), QByteArray("bye"));
        QCOMPARE(one.line(), QByteArray());
        QCOMPARE(service.seen.asked, 1);
        QCOMPARE(two.ask("still"), QByteArray("still"));
    }

    void whoDoesNotListenToAdministratorsIsBrokenOff()
    {
        Service service;
        Client client(service.listen());
        QCOMPARE(client.ask("deaf\r\nx"), QByteArray("x"));
        QVERIFY(service.registry.disconnect(service.registry.list().constFirst()->id));
        QCOMPARE(client.line(), QByteArray());
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
    }

    void stopAsksAndWaits()
    {
        Service service;
        const quint16 port = service.listen();
        Client client(port);
        QCOMPARE(client.ask("a"), QByteArray("a"));
        std::thread reader([&] {
            client.line();
            client.close();
        });
        service.server.stop(Patience);
        reader.join();
        QCOMPARE(service.seen.stopping, 1);
        QCOMPARE(service.seen.alive, 0);
        QCOMPARE(service.server.connectionCount(), 0);
        QVERIFY(!Client(port).connected);
    }

    void stopBreaksOffWhoDoesNotEnd()
    {
        Service service;
        Client client(service.listen());
        QCOMPARE(client.ask("deaf\r\nx"), QByteArray("x"));
        service.server.stop(50);
        QCOMPARE(service.seen.stopping, 1);
        QCOMPARE(service.seen.alive, 0);
        QCOMPARE(service.registry.count(), 0);
    }

    void limits()
    {
        Service service;
        const quint16 port = service.listen();
        net::StreamLimits limits;
        limits.maxConnections = 3;
        limits.maxConnectionsPerAddress = 2;
        service.server.setLimits(limits);
        Client one(port);
        Client two(port);
        QCOMPARE(one.ask("a"), QByteArray("a"));
        QCOMPARE(two.ask("a"), QByteArray("a"));
        Client three(port);
        QCOMPARE(three.rest(), QByteArray("* BYE too many from you\r\n"));
        Client elsewhere(port, "127.0.0.2");
        QCOMPARE(elsewhere.ask("a"), QByteArray("a"));
        Client fourth(port, "127.0.0.3");
        QVERIFY(fourth.send("what it says is not read\r\n"));
        QCOMPARE(fourth.rest(), QByteArray("* BYE too many\r\n"));
        QVERIFY(!fourth.failed);
        QCOMPARE(service.server.turnedAwayCount(), 2U);
        one.close();
        QTRY_COMPARE_WITH_TIMEOUT(service.server.connectionCount(), 2, Patience);
        Client again(port);
        QCOMPARE(again.ask("a"), QByteArray("a"));
        // Lowered below what is there: nobody has to go.
        limits.maxConnections = 1;
        service.server.setLimits(limits);
        QCOMPARE(two.ask("b"), QByteArray("b"));
        QCOMPARE(Client(port, "127.0.0.4").line(), QByteArray("* BYE too many"));
    }

    void withoutDescriptors()
    {
        Service service;
        const quint16 port = service.listen();
        Client first(port);
        QCOMPARE(first.ask("a"), QByteArray("a"));
        std::vector<std::unique_ptr<Client>> waiting;
        for (int i = 0; i < 8; ++i)
            waiting.push_back(nullptr);
        rlimit before = {};
        getrlimit(RLIMIT_NOFILE, &before);
        // Sockets of clients that connect later, while there are descriptors for them.
        std::vector<int> sockets;
        for (size_t i = 0; i < waiting.size(); ++i)
            sockets.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        rlimit none = before;
        none.rlim_cur = rlim_t(sockets.back());
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &none), 0);
        std::vector<int> holes;
        for (int hole = ::dup(0); hole >= 0; hole = ::dup(0))
            holes.push_back(hole);
        QByteArray said;
        for (const int descriptor : sockets) {
            sockaddr_in name = {};
            name.sin_family = AF_INET;
            name.sin_port = htons(port);
            name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            const timeval patience = {Patience / 1000, 0};
            ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            if (::connect(descriptor, reinterpret_cast<sockaddr *>(&name), sizeof name) == 0) {
                char answer[100];
                const ssize_t n = ::recv(descriptor, answer, sizeof answer, 0);
                said += QByteArray(answer, std::max<ssize_t>(n, 0));
            }
        }
        const QByteArray meanwhile = first.ask("b");
        setrlimit(RLIMIT_NOFILE, &before);
        for (const int descriptor : sockets)
            ::close(descriptor);
        for (const int hole : holes)
            ::close(hole);
        QCOMPARE(said, QByteArray("* BYE too many\r\n").repeated(int(sockets.size())));
        QCOMPARE(meanwhile, QByteArray("b"));
        Client after(port);
        QCOMPARE(after.ask("c"), QByteArray("c"));
    }

    void unixSocket()
    {
        QTemporaryDir directory;
        const QString path = directory.filePath(QStringLiteral("lmtp"));
        {
            Service service;
            QVERIFY(service.server.listenLocal(path).ok());
            const auto mode = QFileInfo(path).permissions();
            QVERIFY(mode & QFile::ReadGroup);
            QVERIFY(mode & QFile::WriteGroup);
            QVERIFY(!(mode & (QFile::ReadOther | QFile::WriteOther)));
            Client client(path);
            QCOMPARE(client.ask("hello"), QByteArray("hello"));
            QCOMPARE(service.registry.list().constFirst()->peer, QStringLiteral("unix"));
            Service second;
            const auto taken = second.server.listenLocal(path);
            QVERIFY(!taken);
            QCOMPARE(taken.error().errc, core::Errc::Unavailable);
            QCOMPARE(client.ask("still"), QByteArray("still"));
        }
        QVERIFY(!QFile::exists(path));
        // What a killed service leaves.
        {
            const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
            sockaddr_un name = {};
            name.sun_family = AF_UNIX;
            qstrncpy(name.sun_path, QFile::encodeName(path).constData(), sizeof name.sun_path);
            QCOMPARE(::bind(dead, reinterpret_cast<sockaddr *>(&name), sizeof name), 0);
            ::close(dead);
        }
        Service service;
        QVERIFY(service.server.listenLocal(path).ok());
        QCOMPARE(Client(path).ask("again"), QByteArray("again"));
        // A file that is no socket is nobody's to remove.
        const QString file = directory.filePath(QStringLiteral("file"));
        QVERIFY(QFile(file).open(QIODevice::WriteOnly));
        QVERIFY(!service.server.listenLocal(file));
        QVERIFY(QFile::exists(file));
        QVERIFY(!service.server.listenLocal(directory.filePath(QString(200, u'x'))));
    }

    void addresses()
    {
        Service service;
        const quint16 port = service.listen();
        Service other;
        const auto taken = other.server.listen(QStringLiteral("127.0.0.1"), port, false);
        QVERIFY(!taken);
        QCOMPARE(taken.error().errc, core::Errc::Unavailable);
        QVERIFY2(taken.error().message.contains(QString::number(port)),
            qPrintable(taken.error().message));
        const auto wrong = other.server.listen(QStringLiteral("no address"), 0, false);
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().errc, core::Errc::Invalid);
        QVERIFY(!other.server.listen(QStringLiteral("127.0.0.1"), 0, true)); // no certificate
        for (const char *host : {"0.0.0.0", "::", "localhost", "::1"}) {
            const auto any = other.server.listen(QString::fromLatin1(host), 0, false);
            QVERIFY2(any.ok(), host);
            QVERIFY(*any > 0);
        }
        const auto any = other.server.listen(QStringLiteral("0.0.0.0"), 0, false);
        QCOMPARE(Client(*any).ask("a"), QByteArray("a"));
    }
};

QTEST_GUILESS_MAIN(TestStreamServer)
#include "tst_streamserver.moc"
