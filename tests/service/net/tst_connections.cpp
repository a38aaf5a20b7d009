// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/connections.h"

#include <QtTest/QTest>

#include <atomic>
#include <thread>

using namespace digidig::net;

class TestConnections : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsPerProtocol()
    {
        ConnectionRegistry registry;
        const auto http = registry.add(Protocol::Http, QStringLiteral("[::1]:1"), false, {});
        const auto imap = registry.add(Protocol::Imap, QStringLiteral("127.0.0.1:2"), true, {});
        QVERIFY(http->id != imap->id);
        QVERIFY(http->sinceMs > 0);
        QCOMPARE(registry.count(), 2);
        QCOMPARE(registry.count(Protocol::Http), 1);
        QCOMPARE(registry.count(Protocol::Lmtp), 0);
        QCOMPARE(registry.list().size(), 2);
        QCOMPARE(registry.list().constFirst()->id, http->id);
        registry.remove(http->id);
        registry.remove(http->id);
        QCOMPARE(registry.count(Protocol::Http), 0);
        QCOMPARE(registry.count(), 1);
        imap->setUser(QStringLiteral("a@b"));
        QCOMPARE(registry.list().constFirst()->user(), QStringLiteral("a@b"));
    }

    void closersRun()
    {
        ConnectionRegistry registry;
        int closed = 0;
        quint64 id = 0;
        // A closer may call back into the registry.
        id = registry
                 .add(Protocol::Http, {}, false,
                     [&] {
                         ++closed;
                         registry.remove(id);
                     })
                 ->id;
        registry.add(Protocol::Imap, {}, false, [&] { closed += 10; });
        QVERIFY(!registry.disconnect(id + 100));
        QVERIFY(registry.disconnect(id));
        QCOMPARE(closed, 1);
        QVERIFY(!registry.disconnect(id));
        registry.disconnectAll(Protocol::Lmtp);
        QCOMPARE(closed, 1);
        registry.disconnectAll(Protocol::Imap);
        QCOMPARE(closed, 11);
    }

    void manyThreads()
    {
        ConnectionRegistry registry;
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&registry] {
                for (int i = 0; i < 2000; ++i) {
                    const auto c = registry.add(Protocol::Imap, {}, false, [] {});
                    c->bytesIn += 1;
                    (void)registry.disconnect(c->id);
                    (void)registry.count();
                    registry.remove(c->id);
                }
            });
        }
        for (auto &thread : threads)
            thread.join();
        QCOMPARE(registry.count(), 0);
        QCOMPARE(registry.count(Protocol::Imap), 0);
    }
};

QTEST_GUILESS_MAIN(TestConnections)
#include "tst_connections.moc"
