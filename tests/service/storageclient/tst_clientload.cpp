// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake.h"

#include <QtCore/QFile>

using namespace calls;

class TestClientLoad : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void poolIsReachedAndNotExceeded_data();
    void poolIsReachedAndNotExceeded();
    void poolLive();
    void poolThroughFaults();
    void keepsAlive();
    void closesIdle();
    void getBeforeSync();
    void queueIsBounded();
    void waitingIsBounded();
    void millionOfResults();
    void slowSinkStopsReading();
};

namespace {

/// Starts gets, and counts those that have ended well, and otherwise.
class Gets {
public:
    Gets(Client &client, const QString &id)
        : m_client(client)
        , m_id(id)
    {
    }
    void start(int count, const Caller &caller = {{}, Priority::Background, 0})
    {
        started += count;
        for (int i = 0; i < count; ++i) {
            m_client.get(caller, m_id,
                [this](const core::Result<Document> &result) { ++(result.ok() ? good : bad); });
        }
    }
    [[nodiscard]] bool ended() const { return good + bad == started; }

    int started = 0;
    std::atomic<int> good = 0;
    std::atomic<int> bad = 0;

private:
    Client &m_client;
    const QString m_id;
};

/// What this process holds in memory, in bytes.
qint64 resident()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * 4096;
}

QJsonObject delayed(double seconds)
{
    return {{QStringLiteral("delay"), seconds}};
}

} // namespace

void TestClientLoad::poolIsReachedAndNotExceeded_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {1, 3, 10, 64})
        QTest::addRow("%d", size) << size;
}

void TestClientLoad::poolIsReachedAndNotExceeded()
{
    QFETCH(int, size);
    Fake fake;
    const QString id = fake.add();
    const auto client = calls::client(fake, {.poolSize = size});
    QVERIFY(probe(*client).ok());
    fake.fault("slow", delayed(0.05));
    Gets gets(*client, id);
    gets.start(size * 10);
    client->probe([](const auto &) {});
    QTRY_VERIFY_WITH_TIMEOUT(gets.ended(), 30'000);
    QCOMPARE(gets.bad.load(), 0);
    QCOMPARE(fake.stat("peak"), size);
    QCOMPARE(fake.stat("accepted"), size);
}

void TestClientLoad::poolLive()
{
    Fake fake;
    const QString id = fake.add();
    const auto client = calls::client(fake, {.poolSize = 10, .queueLimit = 100'000});
    QVERIFY(probe(*client).ok());
    fake.fault("slow", delayed(0.02));
    Gets gets(*client, id);
    for (const int size : {10, 1, 64, 7, 3, 10}) {
        client->setPoolSize(size);
        gets.start(10);
        // It has shrunk.
        QTRY_VERIFY_WITH_TIMEOUT(fake.stat("open") <= size, 10'000);
        fake.order("reset_peak");
        gets.start(size * 10);
        QTRY_VERIFY_WITH_TIMEOUT(gets.ended(), 30'000);
        QCOMPARE(fake.stat("peak"), size);
    }
    QCOMPARE(gets.bad.load(), 0);
}

void TestClientLoad::poolThroughFaults()
{
    Fake fake;
    const QString id = fake.add();
    const auto client = calls::client(fake,
        {.poolSize = 8, .timeoutMs = 300, .queueLimit = 100'000, .failuresToOpen = 1'000'000});
    QVERIFY(probe(*client).ok());
    for (const char *mode :
        {"reset_before", "reset_while", "truncated", "close", "garbage", "hang"})
        fake.fault(mode, {{QStringLiteral("times"), 20}, {QStringLiteral("skip"), 20}});
    Gets gets(*client, id);
    gets.start(1000);
    QTRY_VERIFY_WITH_TIMEOUT(gets.ended(), 60'000);
    QVERIFY(gets.good > 800);
    QVERIFY(gets.bad > 20);
    const int peak = fake.stat("peak");
    QVERIFY2(peak <= 8, qPrintable(QString::number(peak)));
}

void TestClientLoad::keepsAlive()
{
    Fake fake;
    const QString id = fake.add();
    const auto client = calls::client(fake);
    for (int i = 0; i < 50; ++i)
        QVERIFY(get(*client, id).ok());
    QCOMPARE(fake.stat("accepted"), 1);
}

void TestClientLoad::closesIdle()
{
    Fake fake;
    const QString id = fake.add();
    const auto client = calls::client(fake, {.poolSize = 10, .idleMs = 200});
    QVERIFY(probe(*client).ok());
    fake.fault("slow", delayed(0.05));
    Gets gets(*client, id);
    gets.start(20);
    QTRY_VERIFY(gets.ended());
    QTRY_COMPARE(fake.stat("open"), 0);
    QVERIFY(get(*client, id).ok());
    client->setIdleTimeout(600'000);
    QVERIFY(get(*client, id).ok());
    QTest::qWait(400);
    QCOMPARE(fake.stat("open"), 1);
}

void TestClientLoad::getBeforeSync()
{
    Fake fake;
    const QString id = fake.add();
    const auto client = calls::client(fake, {.poolSize = 2});
    QVERIFY(probe(*client).ok());
    fake.fault("slow", delayed(0.05));
    Gets one(*client, id);
    one.start(200, {QStringLiteral("one"), Priority::Background, 0});
    QTRY_VERIFY(one.good >= 2);
    // Another's sync gets its turns, and who waits comes first.
    Gets two(*client, id);
    two.start(5, {QStringLiteral("two"), Priority::Background, 0});
    QVERIFY(get(*client, id).ok());
    QVERIFY(one.good < 20);
    QTRY_VERIFY(two.ended());
    QVERIFY(one.good < 40);
}

void TestClientLoad::queueIsBounded()
{
    Fake fake;
    const QString id = fake.add();
    const auto client = calls::client(fake, {.poolSize = 1, .queueLimit = 10});
    QVERIFY(probe(*client).ok());
    fake.fault("hang");
    Gets gets(*client, id);
    gets.start(1);
    QTRY_COMPARE(client->state().inFlight, 1);
    gets.start(15);
    QTRY_COMPARE(gets.bad.load(), 5);
    QCOMPARE(slug(core::awaited<Document>([&](auto done) {
        client->get({{}, Priority::Background, 0}, id, std::move(done));
    })),
        "connection_limit");
    // The other class has a queue of its own.
    std::atomic<bool> waits = true;
    client->get({}, id, [&](const auto &) { waits = false; });
    QTRY_COMPARE(client->state().queued, 11);
    QVERIFY(waits);
    fake.noFaults();
    QTRY_VERIFY(gets.ended() && !waits);
    QCOMPARE(gets.good.load(), 11);
}

void TestClientLoad::waitingIsBounded()
{
    Fake fake;
    const QString id = fake.add();
    const auto client = calls::client(fake, {.poolSize = 1});
    QVERIFY(probe(*client).ok());
    fake.fault("hang");
    Gets gets(*client, id);
    gets.start(1);
    QTRY_COMPARE(client->state().inFlight, 1);
    QCOMPARE(slug(get(*client, id, {.timeoutMs = 100})), "connection_limit");
    QVERIFY(client->state().reachable);
    QCOMPARE(client->state().failures, 0);
}

void TestClientLoad::millionOfResults()
{
    Fake fake;
    const auto client = calls::client(fake, {.timeoutMs = 600'000});
    QVERIFY(probe(*client).ok());
    fake.order("announce", {{QStringLiteral("count"), 1'000'000}, {QStringLiteral("size"), 50}});
    const qint64 before = resident();
    std::atomic<qint64> peak = 0;
    const auto listed = core::awaited<Listed>([&](auto done) {
        client->list(
            {}, {.limit = 2'000'000},
            [&, seen = 0](Document &&document) mutable {
                if (++seen % 1000 == 0)
                    peak = std::max(peak.load(), resident());
                return document.id.isEmpty() ? Flow::Stop : Flow::Next;
            },
            std::move(done));
    });
    QVERIFY(listed.ok());
    QCOMPARE(listed->delivered, 1'000'000);
    QCOMPARE(listed->total, std::optional<qint64>(1'000'000));
    const qint64 grown = peak - before;
    qInfo("grown by %lld KiB", static_cast<long long>(grown / 1024));
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    QVERIFY(grown < 16 * 1024 * 1024); // The sanitizers keep what was freed.
#endif
}

void TestClientLoad::slowSinkStopsReading()
{
    Fake fake;
    const auto client = calls::client(fake);
    QVERIFY(probe(*client).ok());
    fake.order("announce", {{QStringLiteral("count"), 200'000}, {QStringLiteral("size"), 1000}});
    std::atomic<int> seen = 0;
    const auto id = client->list(
        {}, {.limit = 1'000'000},
        [&](Document &&) { return ++seen == 1 ? Flow::Pause : Flow::Next; }, [](const auto &) {});
    QTRY_COMPARE(seen.load(), 1);
    // What the kernel's buffers take, and ours, is sent; then Storage has to wait.
    int sent = -1;
    QTRY_VERIFY_WITH_TIMEOUT(std::exchange(sent, fake.stat("sent")) == sent
            || (QTest::qWait(200), fake.stat("sent") == sent),
        20'000);
    QVERIFY2(sent < 16 * 1024 * 1024, qPrintable(QString::number(sent)));
    QCOMPARE(seen.load(), 1);
    client->resume(id);
    QTRY_COMPARE_WITH_TIMEOUT(seen.load(), 200'000, 60'000);
}

QTEST_GUILESS_MAIN(TestClientLoad)
#include "tst_clientload.moc"
