// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake.h"

#include <QtCore/QElapsedTimer>

using namespace calls;

class TestClientFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reads_data();
    void reads();
    void oneBreakIsRepeated_data();
    void oneBreakIsRepeated();
    void storeEndsAsOne_data();
    void storeEndsAsOne();
    void storeNotSent();
    void refusals_data();
    void refusals();
    void staleConnections();
    void badElementsSpoilNothing();
    void timesOutAsAWhole();
    void timeoutLive();
    void breakerOpensAndCloses();
    void downAtStart();
    void changesDuringOutage();
};

void TestClientFaults::reads_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("slug");
    const auto row = [](const char *mode, const char *slug = "storage_unavailable") {
        QTest::newRow(mode) << QByteArray(mode) << QByteArray(slug);
    };
    row("reset_before");
    row("reset_while");
    row("reset_after");
    row("garbage");
    row("not_json");
    row("truncated");
    row("status");
    row("redirect");
    row("hang", "storage_timeout");
    row("close", "ok");
    row("drip", "ok");
}

void TestClientFaults::reads()
{
    QFETCH(QByteArray, mode);
    QFETCH(QByteArray, slug);
    Fake fake;
    const auto client =
        calls::client(fake, {.poolSize = 2, .timeoutMs = 1500, .failuresToOpen = 1000});
    const QString id = fake.add();
    QVERIFY(probe(*client).ok());
    fake.fault(mode);
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(calls::slug(get(*client, id)), slug);
        QCOMPARE(calls::slug(list(*client, {}).listed), slug);
        QCOMPARE(calls::slug(unread(*client, QStringLiteral("a@example.com"))), slug);
    }
    QTRY_COMPARE(client->state().failures > 0, slug != "ok");
    fake.noFaults();
    QVERIFY(get(*client, id).ok());
    QCOMPARE(list(*client, {}).listed->delivered, 1);
    QVERIFY2(fake.stat("peak") <= 2, "more connections than the pool has");
}

void TestClientFaults::oneBreakIsRepeated_data()
{
    QTest::addColumn<int>("breaks");
    QTest::addColumn<bool>("ok");
    QTest::newRow("one") << 1 << true;
    QTest::newRow("two") << 2 << false;
}

void TestClientFaults::oneBreakIsRepeated()
{
    QFETCH(int, breaks);
    QFETCH(bool, ok);
    Fake fake;
    const auto client = calls::client(fake);
    const QString id = fake.add();
    QVERIFY(probe(*client).ok());
    const auto broken = [&](const auto &call) {
        fake.order("reset_peak");
        fake.fault("reset_before", {{QStringLiteral("times"), breaks}});
        const bool done = call();
        const int requests = fake.stat("requests");
        fake.noFaults();
        return done == ok && requests == 2;
    };
    QVERIFY(broken([&] { return get(*client, id).ok(); }));
    QVERIFY(broken([&] { return list(*client, {}).listed.ok(); }));
    QVERIFY(broken([&] { return setRead(*client, id, true).ok(); }));
    QVERIFY(broken([&] { return remove(*client, id).ok(); }));
}

void TestClientFaults::storeEndsAsOne_data()
{
    QTest::addColumn<QByteArray>("form");
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<bool>("there");
    for (const char *form : {"deployed", "documented"}) {
        const auto row = [form](const char *mode, bool there) {
            QTest::addRow("%s %s", form, mode) << QByteArray(form) << QByteArray(mode) << there;
        };
        row("reset_before", false);
        row("reset_while", true);
        row("reset_after", true);
        row("reset_late", true);
        row("truncated", true);
        row("garbage", false);
        row("not_json", false);
        row("status", false);
        row("status_done", true);
        row("hang", false);
    }
}

void TestClientFaults::storeEndsAsOne()
{
    QFETCH(QByteArray, form);
    QFETCH(QByteArray, mode);
    QFETCH(bool, there);
    Fake fake(form);
    const auto client = calls::client(fake, {.timeoutMs = 1000});
    QVERIFY(probe(*client).ok());
    // On a new connection, and on one that was used.
    for (int round = 0; round < 2; ++round) {
        const NewDocument document = newDocument();
        fake.order("reset_peak");
        fake.fault(mode, {{QStringLiteral("match"), QStringLiteral("^POST")}});
        auto stored = store(*client, document);
        QVERIFY(stored.ok());
        QCOMPARE(stored->id.has_value(), mode == "reset_late");
        QCOMPARE(fake.stat("requests"), 1);
        QTRY_COMPARE(fake.stat("hanging"), 0); // Or it would be carried out after all.
        fake.noFaults();
        // A request that meets a reset may fail: who wants to know asks again.
        auto found = find(*client, document);
        QTRY_VERIFY(found.ok() || (found = find(*client, document)).ok());
        QCOMPARE(found->has_value(), there);
        // What a caller does: only what is not there is stored again.
        if (!found->has_value())
            QVERIFY(store(*client, document)->id.has_value());
        QCOMPARE(fake.stat("documents"), round + 1);
        QCOMPARE(fake.stat("doubled"), 0);
    }
}

void TestClientFaults::storeNotSent()
{
    Fake fake;
    const auto client = calls::client(fake, {.idleMs = 20, .failuresToOpen = 1000});
    QVERIFY(probe(*client).ok());
    QTRY_COMPARE(fake.stat("open"), 0);
    fake.order("pause");
    QCOMPARE(slug(store(*client, newDocument())), "storage_unavailable");
    fake.order("go_on");
    QCOMPARE(fake.stat("documents"), 0);
    NewDocument large = newDocument();
    large.body = QString(MaxDocumentBytes, u'x');
    QCOMPARE(slug(store(*client, large)), "email_too_large");
}

void TestClientFaults::refusals_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("slug");
    QTest::newRow("400") << 400 << QByteArray("storage_refused");
    QTest::newRow("422") << 422 << QByteArray("storage_refused");
    QTest::newRow("413") << 413 << QByteArray("email_too_large");
    QTest::newRow("401") << 401 << QByteArray("storage_unavailable");
    QTest::newRow("429") << 429 << QByteArray("storage_unavailable");
    QTest::newRow("404") << 404 << QByteArray("storage_unavailable");
}

void TestClientFaults::refusals()
{
    QFETCH(int, status);
    QFETCH(QByteArray, slug);
    Fake fake;
    const auto client = calls::client(fake, {.failuresToOpen = 1});
    QVERIFY(probe(*client).ok());
    fake.fault("status",
        {{QStringLiteral("status"), status}, {QStringLiteral("match"), QStringLiteral("^POST")}});
    for (int i = 0; i < 3; ++i)
        QCOMPARE(calls::slug(store(*client, newDocument())), slug);
    QVERIFY(client->state().reachable);
    QCOMPARE(client->state().failures, 0);
}

void TestClientFaults::staleConnections()
{
    Fake fake;
    const auto client = calls::client(fake);
    const QString id = fake.add();
    for (int i = 0; i < 30; ++i) {
        QVERIFY(get(*client, id).ok());
        fake.order("close_idle");
    }
    QCOMPARE(client->state().failures, 0);
}

void TestClientFaults::badElementsSpoilNothing()
{
    Fake fake;
    const auto client = calls::client(fake);
    fake.add();
    for (const auto json : {"7", "null", "[]", "{}", "{\"_id\":\"\"}", "{\"_id\":5,}", "{\"a\" 1}",
             "{\"_id\":\"1\",\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]"
             "]]]]]]]]]]]]}"})
        fake.order("raw", {{QStringLiteral("json"), QLatin1StringView(json)}});
    fake.order("raw", {{QStringLiteral("json"), QString(50 * 1024 * 1024, u'7')}});
    const auto [listed, documents] = list(*client, {});
    QVERIFY(listed.ok());
    QCOMPARE(listed->delivered, 1);
    QCOMPARE(listed->malformed, 8);
    QCOMPARE(listed->tooLarge, 1);
    QCOMPARE(listed->received, 10);
}

void TestClientFaults::timesOutAsAWhole()
{
    Fake fake;
    const auto client = calls::client(fake, {.timeoutMs = 700});
    const QString id = fake.add({{QStringLiteral("body"), QString(2'000'000, u'x')}});
    QVERIFY(probe(*client).ok());
    fake.fault("drip"); // Never silent for long, and never done.
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(slug(get(*client, id)), "storage_timeout");
    QVERIFY(timer.elapsed() >= 600);
    QVERIFY(timer.elapsed() < 5000);
    QTRY_COMPARE(client->state().timeouts, 1);
}

void TestClientFaults::timeoutLive()
{
    Fake fake;
    const auto client = calls::client(fake, {.timeoutMs = 600'000});
    QVERIFY(probe(*client).ok());
    fake.fault("hang");
    std::atomic<bool> ended = false;
    client->get({}, QStringLiteral("1"),
        [&](const auto &result) { ended = slug(result) == "storage_timeout"; });
    QTRY_COMPARE(client->state().inFlight, 1);
    client->setTimeout(100);
    QTRY_VERIFY(ended);
    // A caller may have one of its own.
    client->setTimeout(600'000);
    QCOMPARE(slug(get(*client, QStringLiteral("1"), {.timeoutMs = 100})), "storage_timeout");
}

void TestClientFaults::breakerOpensAndCloses()
{
    Fake fake;
    const auto client =
        calls::client(fake, {.failuresToOpen = 3, .retryMs = 50, .retryMaxMs = 200});
    std::mutex mutex;
    QList<bool> changes;
    client->setObserver([&](const State &state) {
        const std::lock_guard lock(mutex);
        if (changes.isEmpty() || changes.last() != state.reachable)
            changes += state.reachable;
    });
    const QString id = fake.add();
    QVERIFY(probe(*client).ok());
    fake.fault("status", {{QStringLiteral("status"), 503}});
    for (int i = 0; i < 3; ++i)
        QCOMPARE(slug(get(*client, id)), "storage_unavailable");
    QTRY_VERIFY(!client->state().reachable);
    QVERIFY(client->state().lastError.contains(u"503"));
    // It is left alone but for the probes.
    fake.order("reset_peak");
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(slug(get(*client, id)), "storage_unavailable");
    QCOMPARE(fake.requests(QStringLiteral("GET /api/emails/")), 3);
    QTRY_VERIFY(fake.stat("requests") >= 4); // Probes, of both forms.
    QVERIFY(!client->state().reachable);
    fake.noFaults();
    QTRY_VERIFY(client->state().reachable);
    QVERIFY(get(*client, id).ok());
    const std::lock_guard lock(mutex);
    QCOMPARE(changes, (QList<bool>{true, false, true}));
}

void TestClientFaults::downAtStart()
{
    Fake fake("documented");
    fake.order("pause");
    const auto client = calls::client(fake, {.retryMs = 50, .retryMaxMs = 200});
    QCOMPARE(slug(list(*client, {}).listed), "storage_unavailable");
    QTRY_VERIFY(!client->state().reachable);
    QCOMPARE(client->state().form, Form::Unknown);
    QVERIFY(!client->state().lastError.isEmpty());
    fake.order("go_on");
    QTRY_VERIFY(client->state().reachable);
    QCOMPARE(client->state().form, Form::Documented);
    QVERIFY(list(*client, {}).listed.ok());
}

void TestClientFaults::changesDuringOutage()
{
    Fake fake("documented");
    const auto client = calls::client(fake, {.idleMs = 20, .failuresToOpen = 1, .retryMs = 50});
    QVERIFY(list(*client, {}).listed.ok());
    // A request that is sent just while its connection is reset can be lost within
    // QNetworkAccessManager (6.4), when there is no other: then it ends by its time-out.
    QTRY_COMPARE(fake.stat("open"), 0);
    fake.order("pause");
    QCOMPARE(slug(list(*client, {}).listed), "storage_unavailable");
    fake.order("form", {{QStringLiteral("form"), QStringLiteral("deployed")}});
    fake.order("go_on");
    QTRY_COMPARE(client->state().form, Form::Deployed);
    QVERIFY(list(*client, {}).listed.ok());
}

QTEST_GUILESS_MAIN(TestClientFaults)
#include "tst_clientfaults.moc"
