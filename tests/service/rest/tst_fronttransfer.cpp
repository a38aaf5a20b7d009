// SPDX-License-Identifier: GPL-3.0-or-later
#include "fronttesting.h"

#include <QtCore/QDir>
#include <QtCore/QMutex>
#include <QtTest/QTest>

#include <csignal>
#include <sys/resource.h>

using namespace digidig::test;
namespace core = digidig::core;

class TestFrontTransfer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ::signal(SIGPIPE, SIG_IGN); }

    void clientGoneBeforeReply()
    {
        Server server;
        QMutex mutex;
        QList<Reply> replies;
        server.onRequest = [&](const auto &, const Reply &reply) {
            const QMutexLocker lock(&mutex);
            replies.append(reply);
        };
        for (int i = 0; i < 20; ++i) {
            Client client(server);
            client.send(get("/"));
            QTRY_COMPARE(server.taken.load(), i + 1);
            if (i % 2)
                client.socket().abort();
        }
        {
            const QMutexLocker lock(&mutex);
            for (const Reply &reply : std::as_const(replies))
                reply(Server::text(QByteArray(500'000, 'x')));
            replies.clear();
        }
        QTRY_COMPARE(server.guard->connectionCount(), 0);
    }

    void serverGoneBeforeReply()
    {
        QList<Reply> replies;
        {
            Server server;
            std::atomic<int> count = 0;
            server.onRequest = [&](const auto &, const Reply &reply) {
                replies.append(reply);
                ++count;
            };
            Client client(server);
            client.send(get("/"));
            QTRY_COMPARE(count.load(), 1);
        }
        replies.takeFirst()(Server::text("late"));
    }

    void halfClosedClientGetsItsAnswer()
    {
        Server server;
        Reply later;
        server.onRequest = [&](const auto &, const Reply &reply) { later = reply; };
        Client client(server);
        client.send(get("/"));
        client.shutdownWriting();
        QTRY_COMPARE(server.taken.load(), 1);
        later(Server::text("answer"));
        QCOMPARE(client.answer().content, QByteArray("answer"));
        QVERIFY(client.isClosed());
    }

    void largeAnswers_data()
    {
        QTest::addColumn<bool>("source");
        QTest::addColumn<bool>("announced");
        QTest::addColumn<int>("minor");
        QTest::newRow("in memory") << false << true << 1;
        QTest::newRow("source") << true << true << 1;
        QTest::newRow("source of unknown length") << true << false << 1;
        QTest::newRow("source to 1.0") << true << true << 0;
        QTest::newRow("source of unknown length to 1.0") << true << false << 0;
    }

    void largeAnswers()
    {
        QFETCH(bool, source);
        QFETCH(bool, announced);
        QFETCH(int, minor);
        constexpr qint64 Size = 3'000'001;
        Server server;
        server.onRequest = [&](const auto &, const Reply &reply) {
            Response r;
            if (source)
                r.source = std::make_shared<Pattern>(Size, announced);
            else
                r.content = Pattern::all(Size);
            reply(r);
        };
        Client client(server);
        client.send("GET / HTTP/1." + QByteArray::number(minor)
            + "\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
        const Answer a = client.answer();
        QCOMPARE(a.status, 200);
        QVERIFY(a.content == Pattern::all(Size));
        QCOMPARE(a.field("transfer-encoding"), QByteArray(announced || !minor ? "" : "chunked"));
        QCOMPARE(a.field("content-length"), announced ? QByteArray::number(Size) : QByteArray());
        QTRY_COMPARE(server.lastBytes.load(), Size);
        if (announced || minor)
            QVERIFY(client.isOpen());
        else
            QVERIFY(client.isClosed());
    }

    void sourceOfWrongLength_data()
    {
        QTest::addColumn<qint64>("said");
        QTest::newRow("shorter") << qint64(2000);
        QTest::newRow("longer") << qint64(500);
    }

    void sourceOfWrongLength()
    {
        QFETCH(qint64, said);
        struct Liar : Pattern {
            explicit Liar(qint64 n)
                : Pattern(1000, true)
                , said(n)
            {
            }
            qint64 size() const override { return said; }
            qint64 said;
        };
        Server server;
        server.onRequest = [&](const auto &, const Reply &reply) {
            Response r;
            r.source = std::make_shared<Liar>(said);
            reply(r);
        };
        Client client(server);
        client.send(get("/"));
        QVERIFY(client.isClosed());
        QVERIFY(client.received().size() - client.received().indexOf("\r\n\r\n") - 4 <= 1000);
    }

    void sourceThatWaits()
    {
        struct Events : BodySource {
            qint64 size() const override { return -1; }
            core::Result<QByteArray> read(qsizetype) override
            {
                const QMutexLocker lock(&mutex);
                return queue.isEmpty() ? QByteArray() : queue.takeFirst();
            }
            bool waits(std::function<void()> wake) override
            {
                const QMutexLocker lock(&mutex);
                if (!queue.isEmpty() || ended)
                    return false;
                waker = std::move(wake);
                return true;
            }
            void add(const QByteArray &event)
            {
                std::function<void()> wake;
                {
                    const QMutexLocker lock(&mutex);
                    if (event.isEmpty())
                        ended = true;
                    else
                        queue.append(event);
                    wake = std::exchange(waker, {});
                }
                if (wake)
                    wake();
            }
            QMutex mutex;
            QByteArrayList queue;
            std::function<void()> waker;
            bool ended = false;
        };
        Server server;
        const auto events = std::make_shared<Events>();
        server.onRequest = [&](const auto &, const Reply &reply) {
            Response r;
            r.source = events;
            reply(r);
        };
        Client client(server);
        client.send(get("/"));
        while (!client.received().contains("\r\n\r\n"))
            QVERIFY(client.readMore());
        for (int i = 0; i < 5; ++i) {
            events->add("event" + QByteArray::number(i));
            while (!client.received().contains("event" + QByteArray::number(i)))
                QVERIFY(client.readMore());
        }
        QTRY_COMPARE(server.pool()->activeThreadCount(), 0);
        events->add({});
        QVERIFY(client.answer().content.endsWith("event4"));
        QCOMPARE(client.received(), QByteArray());
        // And a client that leaves while nothing happens is noticed.
        events->ended = false;
        client.send(get("/"));
        QTRY_COMPARE(server.requests.load(), 2);
        while (!client.received().contains("\r\n\r\n"))
            QVERIFY(client.readMore());
        client.socket().abort();
        QTRY_COMPARE(server.guard->connectionCount(), 0);
    }

    void slowReaderIsBounded()
    {
        constexpr qint64 Size = 50'000'000;
        Server server;
        std::atomic<qint64> produced = 0;
        server.onRequest = [&](const auto &, const Reply &reply) {
            Response r;
            r.source = std::make_shared<Pattern>(Size, true, &produced);
            reply(r);
        };
        Client client(server);
        client.socket().setReadBufferSize(16 * 1024);
        client.send(get("/"));
        // It stops once the kernel's buffers are full, and holds no worker.
        QTRY_VERIFY(produced.load() > 0);
        qint64 last = -1;
        QDeadlineTimer deadline(Patience);
        while (last != produced.load() && !deadline.hasExpired()) {
            last = produced.load();
            QTest::qWait(200);
        }
        QVERIFY2(produced.load() < 20'000'000, qPrintable(QString::number(produced.load())));
        QTRY_COMPARE(server.pool()->activeThreadCount(), 0);
        client.socket().setReadBufferSize(0);
        const Answer a = client.answer();
        QVERIFY(a.content == Pattern::all(Size));
    }

    void slowReaderTimesOut()
    {
        HttpLimits limits;
        limits.writeTimeoutMs = 300;
        Server server(limits);
        server.onRequest = [&](const auto &, const Reply &reply) {
            Response r;
            r.source = std::make_shared<Pattern>(100'000'000, true);
            reply(r);
        };
        Client client(server);
        client.socket().setReadBufferSize(1024);
        client.send(get("/"));
        QTRY_COMPARE_WITH_TIMEOUT(server.guard->connectionCount(), 0, Patience);
        QTRY_COMPARE(server.pool()->activeThreadCount(), 0);
    }

    void uploads_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::addColumn<bool>("chunked");
        QTest::newRow("none") << qint64(0) << false;
        QTest::newRow("in memory") << qint64(256 * 1024) << false;
        QTest::newRow("just spooled") << qint64(256 * 1024 + 1) << false;
        QTest::newRow("20 MB") << qint64(20'000'000) << false;
        QTest::newRow("chunked in memory") << qint64(1000) << true;
        QTest::newRow("chunked 5 MB") << qint64(5'000'000) << true;
    }

    void uploads()
    {
        QFETCH(qint64, size);
        QFETCH(bool, chunked);
        const QByteArray content = Pattern::all(size);
        Server server;
        std::atomic<bool> equal = false;
        server.onRequest = [&](const auto &request, const Reply &reply) {
            core::post(server.pool(), [&, request, reply] {
                equal = request->content() == content && request->contentLength == size;
                reply(Server::text(QByteArray::number(request->content().size())));
            });
        };
        Client client(server);
        QByteArray head = "POST / HTTP/1.1\r\nHost: a\r\n";
        if (chunked) {
            client.send(head + "Transfer-Encoding: chunked\r\n\r\n");
            for (qsizetype at = 0; at < size;) {
                const QByteArray piece = content.mid(at, 1 + at % 70'000);
                client.send(QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n");
                at += piece.size();
            }
            client.send("0\r\n\r\n");
        } else {
            client.send(
                head + "Content-Length: " + QByteArray::number(size) + "\r\n\r\n" + content);
        }
        QCOMPARE(client.answer().content, QByteArray::number(size));
        QVERIFY(equal.load());
        QVERIFY2(QDir(server.spool.path())
                     .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)
                     .isEmpty(),
            "the temporary file has a name");
        QCOMPARE(client.ask(get("/next")).status, 200);
    }

    void fullDisk()
    {
        if (!QFile::exists(QStringLiteral("/dev/full")))
            QSKIP("no device that is always full");
        // The soft limit on file sizes stands in for a full disk; SIGXFSZ would kill, so it is
        // ignored.
        Server server;
        ::signal(SIGXFSZ, SIG_IGN);
        rlimit before = {};
        getrlimit(RLIMIT_FSIZE, &before);
        rlimit small = before;
        small.rlim_cur = 300 * 1024;
        setrlimit(RLIMIT_FSIZE, &small);
        Client client(server);
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
            + QByteArray(1'000'000, 'a'));
        const Answer a = client.answer();
        setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(a.status, 507);
        QCOMPARE(a.field("x-code"), QByteArray("store_full"));
        QVERIFY(client.isClosed());
    }

    void pausedSenderCostsNoMemory()
    {
        Server server;
        Reply later;
        server.onRequest = [&](const auto &, const Reply &reply) { later = reply; };
        Client client(server);
        client.send(get("/"));
        QTRY_COMPARE(server.taken.load(), 1);
        // A fast sender: its bytes stay with the kernel, so the socket stops taking them.
        client.socket().write(QByteArray(50'000'000, 'x'));
        qint64 last = -1;
        while (last != client.socket().bytesToWrite()) {
            last = client.socket().bytesToWrite();
            client.socket().waitForBytesWritten(300);
        }
        QVERIFY(last > 20'000'000);
        QVERIFY(server.registry.list().constFirst()->bytesIn.load() < 100'000);
        later(Server::text("done"));
        QCOMPARE(client.answer().content, QByteArray("done"));
        QCOMPARE(client.answer().status, 414);
    }

    void refusalSurvivesUpload()
    {
        HttpLimits limits;
        limits.maxBodyBytes = 1000;
        Server server(limits);
        for (int i = 0; i < 5; ++i) {
            Client client(server);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n"
                + QByteArray(5'000'000, 'a'));
            QCOMPARE(client.answer().status, 413);
        }
    }
};

QTEST_GUILESS_MAIN(TestFrontTransfer)
#include "tst_fronttransfer.moc"
