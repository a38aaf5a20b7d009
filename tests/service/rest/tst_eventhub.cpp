// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "rest/eventstream.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

#include <atomic>
#include <thread>

using namespace digidig;
using namespace digidig::rest;

namespace {

constexpr quint64 First = 1000;
constexpr qsizetype Much = 1 << 20;

mail::MailEvent delivered(qint64 account, int number)
{
    return {.what = mail::MailEvent::What::Delivered,
        .id = QStringLiteral("m%1").arg(number),
        .account = {account},
        .address = QStringLiteral("a%1@example.org").arg(account),
        .mailbox = QStringLiteral("INBOX"),
        .uid = {quint32(number)}};
}

void publish(EventHub &hub, int count, qint64 account = 1)
{
    mail::Changes changes;
    for (int i = 0; i < count; ++i)
        changes.events.push_back(delivered(account, i));
    hub.publish(changes);
}

struct Read {
    QByteArray event;
    quint64 id = 0;
    QJsonObject data;
};

/// What a client makes of a stream: the events, and the id to go on from.
struct Client {
    QList<Read> events;
    quint64 lastId = 0;

    void feed(const QByteArray &bytes)
    {
        for (const QByteArray &block : split(m_rest + bytes)) {
            Read read;
            for (const QByteArray &line : block.split('\n')) {
                if (line.startsWith("id: "))
                    read.id = lastId = line.mid(4).toULongLong();
                else if (line.startsWith("event: "))
                    read.event = line.mid(7);
                else if (line.startsWith("data: "))
                    read.data = QJsonDocument::fromJson(line.mid(6)).object();
            }
            if (!read.data.isEmpty())
                events.append(read);
        }
    }
    /// What was read in part is gone.
    void cut() { m_rest.clear(); }
    /// Reads while there is something.
    void drain(EventStream &stream)
    {
        while (!stream.waits([] {}))
            feed(*stream.read(Much));
    }

private:
    QByteArrayList split(const QByteArray &bytes)
    {
        QByteArrayList blocks;
        qsizetype from = 0;
        for (qsizetype end; (end = bytes.indexOf("\n\n", from)) >= 0; from = end + 2)
            blocks += bytes.mid(from, end - from);
        m_rest = bytes.mid(from);
        return blocks;
    }
    QByteArray m_rest;
};

} // namespace

class TestEventHub : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void frames()
    {
        EventHub hub(First);
        EventStream stream(hub, {}, {});
        Client client;
        client.drain(stream);
        QCOMPARE(client.events.size(), 0);
        QCOMPARE(client.lastId, First); // Known before anything happens.
        publish(hub, 1);
        hub.publish(EventKind::Config, {{QStringLiteral("type"), QStringLiteral("changed")}});
        client.drain(stream);
        QCOMPARE(client.events.size(), 2);
        const Read &mail = client.events.first();
        QCOMPARE(mail.event, QByteArray("mail"));
        QCOMPARE(mail.id, First + 1);
        QCOMPARE(mail.data[QStringLiteral("type")], QStringLiteral("delivered"));
        QCOMPARE(mail.data[QStringLiteral("account")], QStringLiteral("a1@example.org"));
        QCOMPARE(mail.data[QStringLiteral("mailbox")], QStringLiteral("INBOX"));
        QVERIFY(mail.data.contains(QStringLiteral("at")));
        QCOMPARE(client.events.last().event, QByteArray("config"));
    }

    void idsGrowOverRestarts()
    {
        const EventHub before;
        EventHub hub;
        EventStream stream(hub, {}, {});
        Client client;
        client.drain(stream);
        const quint64 us = quint64(core::nowMs()) * 1000;
        QVERIFY(client.lastId > us - 60'000'000 && client.lastId < us + 60'000'000);
    }

    void filters_data()
    {
        QTest::addColumn<int>("kinds");
        QTest::addColumn<int>("account");
        QTest::addColumn<int>("expected");
        QTest::newRow("all") << int(AllEvents) << 0 << 6;
        QTest::newRow("mail") << int(EventKind::Mail) << 0 << 5;
        QTest::newRow("config") << int(EventKind::Config) << 0 << 1;
        QTest::newRow("account") << int(AllEvents) << 2 << 3;
        QTest::newRow("other account") << int(AllEvents) << 3 << 0;
    }
    void filters()
    {
        QFETCH(int, kinds);
        QFETCH(int, account);
        QFETCH(int, expected);
        EventHub hub(First);
        EventFilter filter{EventKinds(kinds), {}};
        if (account != 0)
            filter.account = core::AccountId{account};
        EventStream stream(hub, filter, {});
        Client client;
        client.drain(stream);
        publish(hub, 2, 1);
        hub.publish(EventKind::Config, {{QStringLiteral("type"), QStringLiteral("changed")}});
        publish(hub, 3, 2);
        client.drain(stream);
        QCOMPARE(client.events.size(), expected);
    }

    void waiting()
    {
        EventHub hub(First);
        EventStream stream(hub, {EventKinds(EventKind::Mail), core::AccountId{1}}, {});
        Client client;
        client.drain(stream);
        int woken = 0;
        QVERIFY(stream.waits([&] { ++woken; }));
        publish(hub, 3, 2);
        QCOMPARE(woken, 0); // Not for others' mail.
        publish(hub, 1, 1);
        publish(hub, 1, 1);
        QCOMPARE(woken, 1); // Once.
        client.drain(stream);
        QCOMPARE(client.events.size(), 2);
        QVERIFY(stream.waits([&] { ++woken; }));
        QCOMPARE(hub.figures().waiting, 1);
    }

    void signOfLife()
    {
        EventHub hub(First);
        EventStream stream(hub, {EventKinds(EventKind::Config), {}}, {});
        Client client;
        client.drain(stream);
        int woken = 0;
        QVERIFY(stream.waits([&] { ++woken; }));
        publish(hub, 5);
        hub.beat(core::monotonicMs() + 1000);
        QCOMPARE(woken, 0);
        hub.beat(core::monotonicMs() + EventHub::BeatMs);
        QCOMPARE(woken, 1);
        const QByteArray bytes = *stream.read(Much);
        QVERIFY2(bytes.startsWith(':'), bytes);
        client.feed(bytes);
        QCOMPARE(client.events.size(), 0);
        QCOMPARE(client.lastId, First + 5); // So it is not behind when it comes back.
        QVERIFY(stream.waits([] {}));
    }

    void resume()
    {
        EventHub hub(First);
        publish(hub, 10);
        EventStream stream(hub, {}, First + 4);
        Client client;
        client.drain(stream);
        QCOMPARE(client.events.size(), 6);
        QCOMPARE(client.events.first().id, First + 5);
    }

    void gap_data()
    {
        QTest::addColumn<quint64>("from");
        QTest::addColumn<int>("kinds");
        QTest::addColumn<QStringList>("missing");
        QTest::addColumn<int>("events");
        // 1001…1150 mail, of which 50 are lost; 1151…1300 log, of which 25 are kept.
        const auto all = int(AllEvents);
        QTest::newRow("before all")
            << First << all
            << QStringLiteral("mail mailbox session stats config storage log").split(u' ') << 125;
        QTest::newRow("from another life")
            << quint64(5) << int(EventKind::Mail) << QStringList{QStringLiteral("mail")} << 100;
        QTest::newRow("of the log only")
            << First + 60 << all << QStringList{QStringLiteral("stats"), QStringLiteral("log")}
            << 115;
        QTest::newRow("of what is not wanted")
            << First + 60 << int(EventKind::Mail) << QStringList() << 90;
        QTest::newRow("none") << First + 280 << all << QStringList() << 20;
        QTest::newRow("from the future")
            << First + 999 << int(EventKind::Mail) << QStringList{QStringLiteral("mail")} << 0;
    }
    void gap()
    {
        QFETCH(quint64, from);
        QFETCH(int, kinds);
        QFETCH(QStringList, missing);
        QFETCH(int, events);
        EventHub hub(First);
        hub.setCapacity(100);
        publish(hub, 150);
        for (int i = 0; i < 150; ++i)
            hub.publish(EventKind::Log, {{QStringLiteral("type"), QStringLiteral("record")}});
        EventStream stream(hub, {EventKinds(kinds), {}}, from);
        Client client;
        client.drain(stream);
        if (!missing.isEmpty()) {
            const Read told = client.events.takeFirst();
            QCOMPARE(told.data[QStringLiteral("type")], QStringLiteral("gap"));
            QCOMPARE(told.data[QStringLiteral("types")], QJsonArray::fromStringList(missing));
            QCOMPARE(told.data[QStringLiteral("after")], QString::number(from));
            QVERIFY(missing.contains(QString::fromLatin1(told.event)));
        }
        QCOMPARE(client.events.size(), events);
        for (qsizetype i = 1; i < client.events.size(); ++i)
            QVERIFY(client.events[i].id > client.events[i - 1].id);
    }

    void tooSlow()
    {
        EventHub hub(First);
        hub.setCapacity(100);
        EventStream stream(hub, {}, {});
        Client client;
        client.drain(stream);
        publish(hub, 101);
        QVERIFY(!stream.waits([] {}));
        QCOMPARE(stream.read(Much)->size(), 0); // The end.
        QCOMPARE(hub.figures().dropped, 1);
        EventStream again(hub, {}, client.lastId);
        client.drain(again);
        QCOMPARE(client.events.first().data[QStringLiteral("type")], QStringLiteral("gap"));
        QCOMPARE(client.events.size(), 101);
    }

    void memoryIsBounded()
    {
        EventHub hub(First);
        hub.setCapacity(100);
        for (int i = 0; i < 1000; ++i)
            hub.publish(EventKind::Config, {{QStringLiteral("type"), QString(5000, u'x')}});
        QVERIFY(hub.figures().kept > 0);
        QVERIFY(hub.figures().bytes <= 100 * 1024);
    }

    void smallSteps()
    {
        EventHub hub(First);
        publish(hub, 500);
        EventStream stream(hub, {}, First);
        Client client;
        while (!stream.waits([] {})) {
            const QByteArray step = *stream.read(100);
            QVERIFY(!step.isEmpty() && step.size() <= 100);
            client.feed(step);
        }
        QCOMPARE(client.events.size(), 500);
    }

    void closing()
    {
        EventHub hub(First);
        EventStream stream(hub, {}, {});
        Client client;
        client.drain(stream);
        int woken = 0;
        QVERIFY(stream.waits([&] { ++woken; }));
        hub.close();
        QCOMPARE(woken, 1);
        QCOMPARE(stream.read(Much)->size(), 0);
        EventStream late(hub, {}, {});
        client.feed(*late.read(Much)); // The greeting.
        QVERIFY(!late.waits([] {}));
        QCOMPARE(late.read(Much)->size(), 0);
    }

    /// Readers that come and go while several threads publish miss nothing and see nothing twice.
    void manyThreads()
    {
        constexpr int Writers = 3;
        constexpr int Each = 2000;
        EventHub hub(First);
        std::vector<std::thread> threads;
        for (int w = 0; w < Writers; ++w) {
            threads.emplace_back([&hub] {
                for (int i = 0; i < Each / 10; ++i)
                    publish(hub, 10);
            });
        }
        std::atomic<bool> well = true;
        for (int r = 0; r < 2; ++r) {
            threads.emplace_back([&hub, &well] {
                Client client;
                client.lastId = First;
                while (client.events.size() < Writers * Each) {
                    EventStream stream(hub, {}, client.lastId);
                    for (int step = 0; step < 5 && client.events.size() < Writers * Each; ++step) {
                        std::atomic<bool> ready = false;
                        if (stream.waits([&ready] { ready = true; })) {
                            while (!ready)
                                std::this_thread::yield();
                        }
                        client.feed(*stream.read(20'000));
                    }
                    client.cut();
                }
                for (qsizetype i = 0; i < client.events.size(); ++i)
                    well = well && client.events[i].id == First + 1 + quint64(i);
            });
        }
        for (auto &thread : threads)
            thread.join();
        QVERIFY(well);
    }
};

QTEST_GUILESS_MAIN(TestEventHub)
#include "tst_eventhub.moc"
