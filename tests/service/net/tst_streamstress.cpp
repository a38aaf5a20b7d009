// SPDX-License-Identifier: GPL-3.0-or-later
#include "streamfixture.h"

#include <QtCore/QRandomGenerator>
#include <QtCore/QSemaphore>

#include <csignal>

using namespace streams;

namespace {

/// One life of a client that may do anything.
void live(QRandomGenerator &random, quint16 plain, quint16 secure)
{
    const int kind = random.bounded(3);
    Client client(kind == 2 ? secure : plain, random.bounded(2) ? "127.0.0.1" : "127.0.0.9");
    if (!client.connected)
        return;
    std::unique_ptr<TlsClient> tls;
    if (random.bounded(20) == 0)
        return; // says nothing
    if (kind == 1) {
        if (random.bounded(5) == 0)
            client.send("starttls\r\nsmuggled\r\n");
        else
            client.send("starttls\r\n");
        if (client.line() != "go")
            return;
    }
    if (kind > 0) {
        if (random.bounded(10) == 0) {
            client.send(QByteArray(random.bounded(3000), '\x16'));
            return;
        }
        tls = std::make_unique<TlsClient>(client,
            TlsClient::Options{.maximum = random.bounded(2) ? TLS1_2_VERSION : TLS1_3_VERSION});
        if (!tls->ok)
            return;
        tls->line();
    }
    const auto ask = [&](const QByteArray &words) {
        return tls ? tls->ask(words) : client.ask(words);
    };
    const auto send = [&](const QByteArray &words) {
        return tls ? tls->send(words) : client.send(words);
    };
    const int steps = random.bounded(8);
    for (int i = 0; i < steps; ++i) {
        const QByteArray word = "line" + QByteArray::number(random.bounded(1000));
        const QByteArray answer = ask(random.bounded(2) ? word : "later " + word);
        if (answer != word)
            return; // was disconnected
    }
    switch (random.bounded(8)) {
    case 0:
        send("pour 2000000\r\n"); // and does not read it
        break;
    case 1:
        send("finish\r\n");
        break;
    case 2:
        send("abort\r\n");
        break;
    case 3:
        send("later abort\r\nlater finish\r\n");
        break;
    case 4:
        send("stay\r\ndeadline 50\r\n");
        client.shutdown();
        client.some(100);
        break;
    case 5: {
        const linger now = {1, 0};
        ::setsockopt(client.descriptor(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
        break;
    }
    case 6:
        send("pause\r\n" + QByteArray(10'000, 'x'));
        break;
    default:
        break;
    }
}

} // namespace

class TestStreamStress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// OpenSSL's own way to a socket, which the clients take, knows no better.
    void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }

    /// Clients of all kinds, while an administrator disconnects, limits change, and certificates
    /// are renewed: nobody is left over, and nothing is miscounted.
    void everythingAtOnce()
    {
        Certified certified;
        Service service(certified.context);
        const quint16 plain = service.listen();
        const quint16 secure = service.listen(true);
        std::atomic<bool> wrong = false;
        QSemaphore over;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                QRandomGenerator random(quint32(t + 1));
                for (int i = 0; i < 150; ++i)
                    live(random, plain, secure);
            });
        }
        std::thread administrator([&] {
            QRandomGenerator random(99);
            QTemporaryDir other;
            while (!over.tryAcquire(1, 1)) {
                const auto list = service.registry.list();
                if (!list.isEmpty() && random.bounded(3) == 0)
                    service.registry.disconnect(list.at(random.bounded(int(list.size())))->id);
                for (const auto &connection : list) {
                    if (connection->bytesIn < 0 || connection->cipher().size() > 100)
                        wrong = true;
                }
                net::StreamLimits limits;
                limits.maxConnections = random.bounded(10) == 0 ? 2 : 1000;
                limits.maxConnectionsPerAddress = random.bounded(10) == 0 ? 1 : 0;
                service.server.setLimits(limits);
                if (random.bounded(10) == 0)
                    (void)certified.context->bootstrap(
                        random.bounded(2) ? other.path() : certified.directory.path(), {});
            }
        });
        for (auto &thread : threads)
            thread.join();
        over.release();
        administrator.join();
        QVERIFY(!wrong);
        service.server.stop(500);
        QCOMPARE(service.server.connectionCount(), 0);
        QCOMPARE(service.server.handshakeCount(), 0);
        QCOMPARE(service.registry.count(), 0);
        QCOMPARE(service.seen.alive, 0);
        QVERIFY(service.seen.closed > 100);
        QVERIFY(service.seen.asked > 0);
    }

    /// Servers come and go while clients connect.
    void serversEndWhileClientsCome()
    {
        for (int i = 0; i < 20; ++i) {
            Service service;
            const quint16 port = service.listen();
            std::atomic<bool> done = false;
            std::thread clients([&] {
                while (!done) {
                    Client client(port);
                    client.send("x\r\n");
                }
            });
            QTRY_VERIFY_WITH_TIMEOUT(service.seen.received > 3, Patience);
            service.server.stop(i % 2 ? 0 : 1000);
            QCOMPARE(service.seen.alive, 0);
            done = true;
            clients.join();
        }
    }
};

QTEST_GUILESS_MAIN(TestStreamStress)
#include "tst_streamstress.moc"
