// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../shared/core/memoryrecords.h"
#include "rest/webhooks.h"

#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::rest;

namespace {

/// What happened to mail, in memory.
class MemoryEventLog : public mail::EventLog {
public:
    void setKept(bool on) override { m_on = on; }
    core::Result<std::vector<Entry>> kept(qint64 after, int limit) override
    {
        const std::lock_guard lock(m_mutex);
        std::vector<Entry> some;
        for (const Entry &entry : m_entries) {
            if (entry.id > after && qint64(some.size()) < limit)
                some.push_back(entry);
        }
        return some;
    }
    void forget(qint64 upTo, core::Completion<void>) override
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_entries, [upTo](const Entry &entry) { return entry.id <= upTo; });
    }

    void add(const std::vector<mail::MailEvent> &events)
    {
        const std::lock_guard lock(m_mutex);
        if (m_on)
            m_entries.push_back({++m_last, 1'761'215'400'000, events});
    }
    size_t size()
    {
        const std::lock_guard lock(m_mutex);
        return m_entries.size();
    }

private:
    std::mutex m_mutex;
    std::atomic<bool> m_on = false;
    qint64 m_last = 0;
    std::vector<Entry> m_entries;
};

} // namespace

/// The queue of a webhook whose receiver is not there: bounded, counted, kept.
class TestWebhooks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        // A port that nobody listens at.
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        m_url = QStringLiteral("http://127.0.0.1:%1/").arg(server.serverPort());
    }

    void signature()
    {
        QVERIFY(Webhooks::signature("key", 1, "{}") != Webhooks::signature("key", 2, "{}"));
        QVERIFY(Webhooks::signature("key", 1, "{}") != Webhooks::signature("kez", 1, "{}"));
        // From: printf '1761211800.{"type":"delivered"}' | openssl dgst -sha256 -hmac secret
        QCOMPARE(Webhooks::signature("secret", 1761211800, R"({"type":"delivered"})"), Known);
    }

    void aFullQueueDropsAndCounts()
    {
        test::MemoryRecords records;
        EventHub hub;
        MemoryEventLog log;
        Webhooks hooks(records, hub, log);
        QVERIFY(hooks.start().ok());
        QVERIFY(hooks.put(hook(QStringLiteral("a"))).ok());
        publish(hub, log, hooks, Webhooks::MaxPending);
        QCOMPARE(state(hooks).dropped, 0);
        publish(hub, log, hooks, 50);
        QCOMPARE(state(hooks).pending, Webhooks::MaxPending);
        QCOMPARE(state(hooks).dropped, 50);
        hooks.stop();

        Webhooks restarted(records, hub, log);
        QVERIFY(restarted.start().ok());
        QCOMPARE(state(restarted).pending, Webhooks::MaxPending);
    }

    void whatTheDiskRefusesIsCountedAsDropped()
    {
        test::MemoryRecords records;
        EventHub hub;
        MemoryEventLog log;
        Webhooks hooks(records, hub, log);
        QVERIFY(hooks.start().ok());
        QVERIFY(hooks.put(hook(QStringLiteral("a"))).ok());
        records.failing = true;
        hub.publish(EventKind::Config, {{QStringLiteral("type"), QStringLiteral("changed")}});
        QTRY_COMPARE(state(hooks).dropped, 1);
        QCOMPARE(state(hooks).pending, 0);
        records.failing = false;
        hub.publish(EventKind::Config, {{QStringLiteral("type"), QStringLiteral("changed")}});
        QTRY_COMPARE(state(hooks).pending, 1);
    }

    void whatTheDiskRefusesOfMailStaysInTheLog()
    {
        test::MemoryRecords records;
        EventHub hub;
        MemoryEventLog log;
        Webhooks hooks(records, hub, log);
        QVERIFY(hooks.start().ok());
        QVERIFY(hooks.put(hook(QStringLiteral("a"))).ok());
        records.failing = true;
        tell(hub, log, 3);
        hub.publish(EventKind::Config, {{QStringLiteral("type"), QStringLiteral("changed")}});
        QTRY_COMPARE(state(hooks).dropped, 1); // So the mail was tried before.
        QCOMPARE(state(hooks).pending, 0);
        QCOMPARE(log.size(), size_t(1));
        records.failing = false;
        QTRY_COMPARE(state(hooks).pending, 3); // By itself.
        QTRY_COMPARE(log.size(), size_t(0));
    }

    void whatWasNotQueuedBeforeTheEndComesAfterIt()
    {
        test::MemoryRecords records;
        EventHub hub;
        MemoryEventLog log;
        {
            Webhooks hooks(records, hub, log);
            QVERIFY(hooks.start().ok());
            QVERIFY(hooks.put(hook(QStringLiteral("a"))).ok());
            publish(hub, log, hooks, 2);
        }
        tell(hub, log, 3); // Committed, and then the power went.
        Webhooks restarted(records, hub, log);
        QVERIFY(restarted.start().ok());
        QTRY_COMPARE(state(restarted).pending, 5);
        QTRY_COMPARE(log.size(), size_t(0));
    }

    void whatWasQueuedAndNotLetGoOfIsNotQueuedAgain()
    {
        test::MemoryRecords records;
        EventHub hub;
        MemoryEventLog log;
        MemoryEventLog copy;
        copy.setKept(true);
        {
            Webhooks hooks(records, hub, log);
            QVERIFY(hooks.start().ok());
            QVERIFY(hooks.put(hook(QStringLiteral("a"))).ok());
            publish(hub, log, hooks, 2);
            copy.add({delivered(0), delivered(1)}); // The same entry, number 1.
        }
        copy.add({delivered(2)});
        Webhooks restarted(records, hub, copy);
        QVERIFY(restarted.start().ok());
        QTRY_COMPARE(copy.size(), size_t(0));
        QCOMPARE(state(restarted).pending, 3);
        publish(hub, copy, restarted, 1);
        QCOMPARE(state(restarted).pending, 4);
    }

    void thereAreAtMostSoMany()
    {
        test::MemoryRecords records;
        EventHub hub;
        MemoryEventLog log;
        Webhooks hooks(records, hub, log);
        QVERIFY(hooks.start().ok());
        for (int i = 0; i < Webhooks::MaxHooks; ++i)
            QVERIFY(hooks.put(hook(QString::number(i))).ok());
        const auto refused = hooks.put(hook(QStringLiteral("one more")));
        QVERIFY(!refused);
        QCOMPARE(int(refused.error().errc), int(core::Errc::LimitExceeded));
        QVERIFY(hooks.put(hook(QStringLiteral("7"))).ok()); // Replaced.
        QVERIFY(hooks.remove(QStringLiteral("7")).ok());
        QVERIFY(hooks.put(hook(QStringLiteral("one more"))).ok());
    }

private:
    static inline const QByteArray Known =
        "t=1761211800,v1=9522bb5b6fb483133e6647bcb8b8dc30d26c4217b498da3cc4f5ea3b7186c402";

    [[nodiscard]] Webhook hook(const QString &id) const
    {
        return {.id = id,
            .url = m_url,
            .types = {QStringLiteral("mail.delivered"), QStringLiteral("config")},
            .secret = "a secret of a test"};
    }

    static WebhookState state(const Webhooks &hooks) { return hooks.list().front().state; }

    static mail::MailEvent delivered(qint64 number)
    {
        return {.what = mail::MailEvent::What::Delivered,
            .id = QString::number(number),
            .account = {1},
            .address = QStringLiteral("a@example.org"),
            .mailbox = QStringLiteral("INBOX"),
            .uid = {1}};
    }

    /// One commit that delivers @p count messages.
    static void tell(EventHub &hub, MemoryEventLog &log, qint64 count)
    {
        mail::Changes changes;
        for (qint64 i = 0; i < count; ++i)
            changes.events.push_back(delivered(i));
        log.add(changes.events);
        hub.publish(changes);
    }

    /// Tells of @p count deliveries, in steps that the hub can hold, until all are counted.
    static void publish(EventHub &hub, MemoryEventLog &log, const Webhooks &hooks, qint64 count)
    {
        const auto counted = [&hooks] { return state(hooks).pending + state(hooks).dropped; };
        const qint64 wanted = counted() + count;
        while (counted() < wanted) {
            const qint64 step = std::min<qint64>(500, wanted - counted());
            const qint64 after = counted() + step;
            tell(hub, log, step);
            QTRY_COMPARE(counted(), after);
        }
    }

    QString m_url;
};

QTEST_GUILESS_MAIN(TestWebhooks)
#include "tst_webhooks.moc"
