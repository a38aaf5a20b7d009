// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/handoff.h"
#include "net/epolldispatcher.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QEventLoop>
#include <QtCore/QSemaphore>
#include <QtCore/QSocketNotifier>
#include <QtCore/QThread>
#include <QtCore/QTimer>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <atomic>
#include <memory>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using digidig::net::EpollDispatcher;
namespace core = digidig::core;

namespace {

/// A thread with our dispatcher and an object to post to.
class LoopThread {
public:
    LoopThread()
    {
        m_thread.setEventDispatcher(new EpollDispatcher);
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }
    ~LoopThread()
    {
        m_thread.quit();
        m_thread.wait();
    }
    QObject *context() { return &m_context; }
    /// Runs @p f on the thread and waits for it.
    template <typename F>
    void run(F f)
    {
        core::runOn(&m_context, f);
    }

private:
    QThread m_thread;
    QObject m_context;
};

struct Pair {
    int a = -1;
    int b = -1;
    Pair()
    {
        int fds[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) == 0) {
            a = fds[0];
            b = fds[1];
        }
    }
    ~Pair()
    {
        ::close(a);
        ::close(b);
    }
};

} // namespace

class TestEpollDispatcher : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void installed()
    {
        LoopThread loop;
        bool ours = false;
        loop.run([&] {
            ours = qobject_cast<EpollDispatcher *>(QAbstractEventDispatcher::instance()) != nullptr;
        });
        QVERIFY(ours);
    }

    void postsFromManyThreads()
    {
        LoopThread loop;
        std::atomic<int> done = 0;
        int plain = 0; // only ever touched on the loop's thread
        std::vector<std::unique_ptr<QThread>> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back(QThread::create([&] {
                for (int i = 0; i < 5000; ++i)
                    core::post(loop.context(), [&] {
                        ++plain;
                        ++done;
                    });
            }));
            threads.back()->start();
        }
        for (auto &thread : threads)
            thread->wait();
        QTRY_COMPARE(done.load(), 20000);
        loop.run([&] { QCOMPARE(plain, 20000); });
    }

    void wakesWhileAsleep()
    {
        LoopThread loop;
        for (int i = 0; i < 200; ++i) {
            QSemaphore done;
            core::post(loop.context(), [&] { done.release(); });
            QVERIFY(done.tryAcquire(1, 2000));
        }
    }

    void timersInOrder()
    {
        LoopThread loop;
        QList<int> order;
        std::atomic<int> count = 0;
        loop.run([&] {
            // Far enough apart that a busy machine may pause between two of them.
            for (const int ms : {600, 200, 0, 400, 50}) {
                QTimer::singleShot(ms, Qt::PreciseTimer, loop.context(), [&, ms] {
                    order.append(ms);
                    ++count;
                });
            }
        });
        QTRY_COMPARE(count.load(), 5);
        loop.run([&] { QCOMPARE(order, (QList<int>{0, 50, 200, 400, 600})); });
    }

    void timersRepeatAndStop()
    {
        LoopThread loop;
        std::unique_ptr<QTimer> timer;
        std::atomic<int> ticks = 0;
        QElapsedTimer elapsed;
        elapsed.start();
        loop.run([&] {
            timer = std::make_unique<QTimer>();
            timer->setTimerType(Qt::PreciseTimer);
            timer->callOnTimeout(timer.get(), [&] {
                if (++ticks == 10)
                    timer->stop();
            });
            timer->start(10);
        });
        QTRY_COMPARE(ticks.load(), 10);
        QVERIFY2(elapsed.elapsed() >= 95, "a period was cut short");
        loop.run([&] {
            QCOMPARE(timer->remainingTime(), -1);
            timer->start(100000);
            QVERIFY(timer->remainingTime() > 90000);
            timer.reset();
        });
        QCOMPARE(ticks.load(), 10);
    }

    void timerDeletesItselfAndOthers()
    {
        LoopThread loop;
        std::atomic<bool> survived = false;
        std::atomic<int> wrong = 0;
        loop.run([&] {
            auto *victim = new QTimer;
            victim->setTimerType(Qt::PreciseTimer);
            victim->callOnTimeout(victim, [&] { ++wrong; });
            auto *killer = new QTimer;
            killer->setTimerType(Qt::PreciseTimer);
            killer->callOnTimeout(loop.context(), [&survived, victim, killer, &loop] {
                delete victim;
                delete killer;
                QTimer::singleShot(20, loop.context(), [&survived] { survived = true; });
            });
            killer->start(1);
            victim->start(2);
        });
        QTRY_VERIFY(survived.load());
        QCOMPARE(wrong.load(), 0);
    }

    void zeroTimerStarvesNobody()
    {
        LoopThread loop;
        Pair pair;
        std::unique_ptr<QTimer> busy;
        std::unique_ptr<QSocketNotifier> notifier;
        std::atomic<bool> read = false;
        loop.run([&] {
            busy = std::make_unique<QTimer>();
            busy->start(0);
            notifier = std::make_unique<QSocketNotifier>(pair.a, QSocketNotifier::Read);
            connect(notifier.get(), &QSocketNotifier::activated, loop.context(), [&] {
                char c;
                if (::read(pair.a, &c, 1) == 1)
                    read = true;
            });
        });
        QCOMPARE(::write(pair.b, "x", 1), 1);
        QTRY_VERIFY(read.load());
        loop.run([&] {
            busy.reset();
            notifier.reset();
        });
    }

    void readAndWriteOnOneDescriptor()
    {
        LoopThread loop;
        Pair pair;
        std::unique_ptr<QSocketNotifier> reader;
        std::unique_ptr<QSocketNotifier> writer;
        std::unique_ptr<QSocketNotifier> exception;
        std::atomic<int> reads = 0;
        std::atomic<int> writes = 0;
        loop.run([&] {
            reader = std::make_unique<QSocketNotifier>(pair.a, QSocketNotifier::Read);
            writer = std::make_unique<QSocketNotifier>(pair.a, QSocketNotifier::Write);
            exception = std::make_unique<QSocketNotifier>(pair.a, QSocketNotifier::Exception);
            connect(reader.get(), &QSocketNotifier::activated, loop.context(), [&] {
                char c;
                if (::read(pair.a, &c, 1) == 1)
                    ++reads;
            });
            connect(writer.get(), &QSocketNotifier::activated, loop.context(), [&] {
                ++writes;
                writer->setEnabled(false);
            });
        });
        QTRY_COMPARE(writes.load(), 1);
        QCOMPARE(::write(pair.b, "x", 1), 1);
        QTRY_COMPARE(reads.load(), 1);
        loop.run([&] {
            reader->setEnabled(false);
            reader->setEnabled(true);
            writer->setEnabled(true);
        });
        QTRY_COMPARE(writes.load(), 2);
        QCOMPARE(::write(pair.b, "x", 1), 1);
        QTRY_COMPARE(reads.load(), 2);
        loop.run([&] {
            exception.reset();
            writer.reset();
            reader.reset();
        });
    }

    void notifierRemovedDuringDispatch()
    {
        LoopThread loop;
        Pair first;
        Pair second;
        std::unique_ptr<QSocketNotifier> one;
        std::unique_ptr<QSocketNotifier> two;
        std::atomic<int> calls = 0;
        loop.run([&] {
            one = std::make_unique<QSocketNotifier>(first.a, QSocketNotifier::Read);
            two = std::make_unique<QSocketNotifier>(second.a, QSocketNotifier::Read);
            // Both are ready in one turn; whoever comes first removes both.
            const auto removeBoth = [&] {
                ++calls;
                for (auto *notifier : {&one, &two}) {
                    (*notifier)->setEnabled(false);
                    notifier->release()->deleteLater();
                }
            };
            connect(one.get(), &QSocketNotifier::activated, loop.context(), removeBoth);
            connect(two.get(), &QSocketNotifier::activated, loop.context(), removeBoth);
            QCOMPARE(::write(first.b, "x", 1), 1);
            QCOMPARE(::write(second.b, "x", 1), 1);
        });
        QTRY_COMPARE(calls.load(), 1);
        loop.run([] {});
        QCOMPARE(calls.load(), 1);
    }

    /// The number of a closed descriptor is reused at once; its new owner must be watched.
    void descriptorNumberReused()
    {
        LoopThread loop;
        std::atomic<int> reads = 0;
        for (int i = 0; i < 20; ++i) {
            int fds[2];
            std::unique_ptr<QSocketNotifier> notifier;
            loop.run([&] {
                // Opened, watched, closed and opened again within one turn.
                QCOMPARE(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
                auto stale = std::make_unique<QSocketNotifier>(fds[0], QSocketNotifier::Read);
                QCoreApplication::processEvents();
                QEventLoop().processEvents();
                stale.reset();
                const int number = fds[0];
                ::close(fds[0]);
                ::close(fds[1]);
                QCOMPARE(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
                QCOMPARE(fds[0], number);
                notifier = std::make_unique<QSocketNotifier>(fds[0], QSocketNotifier::Read);
                connect(notifier.get(), &QSocketNotifier::activated, loop.context(), [&] {
                    char c;
                    if (::read(fds[0], &c, 1) == 1)
                        ++reads;
                });
            });
            QCOMPARE(::write(fds[1], "x", 1), 1);
            QTRY_COMPARE(reads.load(), i + 1);
            loop.run([&] { notifier.reset(); });
            ::close(fds[0]);
            ::close(fds[1]);
        }
    }

    void nestedLoopInsideSlot()
    {
        LoopThread loop;
        std::atomic<int> stage = 0;
        core::post(loop.context(), [&] {
            QEventLoop nested;
            QTimer::singleShot(5, &nested, [&] {
                stage = 1;
                nested.quit();
            });
            nested.exec();
            stage = stage.load() + 1;
        });
        QTRY_COMPARE(stage.load(), 2);
        std::atomic<bool> after = false;
        core::post(loop.context(), [&] { after = true; });
        QTRY_VERIFY(after.load());
    }

    /// A loop looks whether it is to end, then begins a turn: an interrupt between the two must not
    /// be lost, or a thread that was told to quit sleeps for ever.
    void interruptBeforeTurn()
    {
        LoopThread loop;
        std::atomic<bool> returned = false;
        core::post(loop.context(), [&] {
            QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
            dispatcher->processEvents(QEventLoop::AllEvents);
            dispatcher->interrupt();
            dispatcher->processEvents(QEventLoop::WaitForMoreEvents);
            returned = true;
        });
        QTRY_VERIFY(returned.load());
    }

    void socketsTalk()
    {
        LoopThread loop;
        quint16 port = 0;
        std::unique_ptr<QTcpServer> server;
        loop.run([&] {
            server = std::make_unique<QTcpServer>();
            QVERIFY(server->listen(QHostAddress::LocalHost, 0));
            port = server->serverPort();
            connect(server.get(), &QTcpServer::newConnection, server.get(), [&] {
                while (QTcpSocket *socket = server->nextPendingConnection()) {
                    connect(socket, &QTcpSocket::readyRead, socket,
                        [socket] { socket->write(socket->readAll()); });
                    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                }
            });
        });
        const QByteArray big(3'000'000, 'b');
        QTcpSocket client;
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        QVERIFY(client.waitForConnected(5000));
        client.write(big);
        QByteArray back;
        while (back.size() < big.size()) {
            QVERIFY(client.waitForReadyRead(5000));
            back += client.readAll();
        }
        QCOMPARE(back, big);
        client.disconnectFromHost();
        loop.run([&] { server.reset(); });
    }

    /// Not asserted on time: prints what a round trip costs beside many idle sockets.
    void roundTripsBesideIdleSockets_data()
    {
        QTest::addColumn<int>("idle");
        QTest::newRow("none") << 0;
        QTest::newRow("3000") << 3000;
    }
    void roundTripsBesideIdleSockets()
    {
        QFETCH(int, idle);
        rlimit limit = {};
        getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        if (limit.rlim_cur < rlim_t(idle) * 2 + 100)
            QSKIP("too few descriptors allowed");
        LoopThread loop;
        std::vector<std::unique_ptr<Pair>> pairs;
        std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
        Pair active;
        for (int i = 0; i < idle; ++i)
            pairs.push_back(std::make_unique<Pair>());
        loop.run([&] {
            for (const auto &pair : pairs)
                notifiers.push_back(
                    std::make_unique<QSocketNotifier>(pair->a, QSocketNotifier::Read));
            notifiers.push_back(std::make_unique<QSocketNotifier>(active.a, QSocketNotifier::Read));
            connect(notifiers.back().get(), &QSocketNotifier::activated, loop.context(), [&] {
                char c;
                if (::read(active.a, &c, 1) == 1)
                    (void)!::write(active.a, &c, 1);
            });
        });
        QElapsedTimer elapsed;
        elapsed.start();
        constexpr int Rounds = 5000;
        QDeadlineTimer deadline(20000);
        for (int i = 0; i < Rounds; ++i) {
            char c = 'x';
            QCOMPARE(::write(active.b, &c, 1), 1);
            while (::read(active.b, &c, 1) != 1)
                QVERIFY(!deadline.hasExpired());
        }
        qInfo("%d idle: %.0f round trips/s", idle, Rounds * 1e9 / double(elapsed.nsecsElapsed()));
        loop.run([&] { notifiers.clear(); });
    }
};

QTEST_GUILESS_MAIN(TestEpollDispatcher)
#include "tst_epolldispatcher.moc"
