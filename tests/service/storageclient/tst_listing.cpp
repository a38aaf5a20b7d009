// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/listing.h"

#include "fake.h"

#include <QtCore/QElapsedTimer>

#include <set>

using namespace calls;
using List = digidig::storageclient::Listing;

namespace {

bool never()
{
    return false;
}

/// Lists that are read at the pace of who takes from them.
class TestListing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesAll_data()
    {
        QTest::addColumn<QByteArray>("form");
        QTest::newRow("deployed") << QByteArray("deployed");
        QTest::newRow("documented") << QByteArray("documented");
    }
    void takesAll()
    {
        QFETCH(QByteArray, form);
        Fake fake(form);
        for (int i = 0; i < 25; ++i)
            fake.add({{QStringLiteral("subject"), QString::number(i)}});
        const auto client = calls::client(fake);
        List list(*client, {}, {.limit = 20});
        int next = 24;
        for (;;) {
            const auto some = list.take(7, never);
            if (some.empty())
                break;
            QVERIFY(some.size() <= 7);
            for (const Document &document : some)
                QCOMPARE(document.subject, QString::number(next--));
        }
        QCOMPARE(next, 4);
        const auto ended = list.ended();
        QVERIFY(ended.ok());
        QCOMPARE(ended->received, 20);
        QVERIFY(list.take(7, never).empty());
    }

    void storageWaits()
    {
        constexpr int Count = 20'000;
        constexpr int Size = 4'000;
        Fake fake;
        const auto client = calls::client(fake);
        QVERIFY(probe(*client).ok());
        fake.order("announce", {{QStringLiteral("count"), Count}, {QStringLiteral("size"), Size}});
        List list(*client, {}, {.limit = Count});
        std::set<QString> ids;
        const auto take = [&](size_t atMost) {
            const auto some = list.take(atMost, never);
            for (const Document &document : some)
                ids.insert(document.id);
            return some.size();
        };
        QVERIFY(take(10) > 0);
        // As soon as nothing moves any more, most of it is still to come.
        int sent = -1;
        for (int still = 0; still < 5;) {
            const int now = fake.stat("sent");
            still = now == sent ? still + 1 : 0;
            sent = now;
            QTest::qWait(20);
        }
        QVERIFY2(sent < Count * (Size / 2), qPrintable(QString::number(sent)));
        while (take(1'000) > 0) { }
        QCOMPARE(ids.size(), size_t(Count));
        QCOMPARE(list.ended()->delivered, Count);
    }

    void largeBodiesWait()
    {
        Fake fake;
        fake.order(
            "announce", {{QStringLiteral("count"), 30}, {QStringLiteral("size"), 3'000'000}});
        const auto client = calls::client(fake);
        List list(*client, {}, {.limit = 30});
        size_t count = 0;
        size_t most = 0;
        for (;;) {
            const auto some = list.take(100, never);
            if (some.empty())
                break;
            count += some.size();
            most = std::max(most, some.size());
        }
        QCOMPARE(count, size_t(30));
        QVERIFY(most <= 3); // Not all of them in memory.
    }

    /// Any text of a document may be the large one.
    void largeSubjectsWait()
    {
        Fake fake;
        for (int i = 0; i < 12; ++i)
            fake.add({{QStringLiteral("subject"), QString(3'000'000, u'x')}});
        const auto client = calls::client(fake);
        List list(*client, {}, {.limit = 30});
        size_t count = 0;
        size_t most = 0;
        for (;;) {
            const auto some = list.take(100, never);
            if (some.empty())
                break;
            count += some.size();
            most = std::max(most, some.size());
        }
        QCOMPARE(count, size_t(12));
        QVERIFY2(most <= 3, qPrintable(QString::number(most))); // Not all of them in memory.
    }

    void stops()
    {
        Fake fake;
        const auto client = calls::client(fake);
        QVERIFY(probe(*client).ok());
        fake.fault("hang");
        {
            List list(*client, {}, {});
            int asked = 0;
            QElapsedTimer timer;
            timer.start();
            QVERIFY(list.take(10, [&asked] { return ++asked == 3; }).empty());
            QCOMPARE(asked, 3);
            QVERIFY(timer.elapsed() < 5'000);
            QCOMPARE(list.ended().error().slug, QByteArray("cancelled"));
        }
        fake.noFaults();
        QVERIFY(calls::list(*client, {}).listed.ok());
    }

    /// Whoever goes away while it is paused leaves the connection to others.
    void abandoned()
    {
        Fake fake;
        fake.order(
            "announce", {{QStringLiteral("count"), 20'000}, {QStringLiteral("size"), 4'000}});
        Options options;
        options.poolSize = 1;
        const auto client = calls::client(fake, options);
        for (int i = 0; i < 5; ++i) {
            List list(*client, {}, {.limit = 20'000});
            QVERIFY(!list.take(size_t(i) + 1, never).empty());
        }
        fake.order("announce", {{QStringLiteral("count"), 0}});
        QVERIFY(calls::list(*client, {}).listed.ok());
        QVERIFY(client->state().poolSize == 1);
    }

    void failsAfterWhatCame()
    {
        Fake fake;
        for (int i = 0; i < 100; ++i)
            fake.add();
        const auto client = calls::client(fake);
        QVERIFY(probe(*client).ok());
        fake.fault("truncated");
        List list(*client, {}, {.limit = 100});
        size_t count = 0;
        for (;;) {
            const auto some = list.take(10, never);
            if (some.empty())
                break;
            count += some.size();
        }
        QVERIFY(count > 20 && count < 80);
        QCOMPARE(list.ended().error().slug, QByteArray("storage_unavailable"));
    }

    void clientGoesFirst()
    {
        Fake fake;
        auto client = calls::client(fake);
        QVERIFY(probe(*client).ok());
        fake.fault("hang");
        List list(*client, {}, {});
        client.reset();
        QVERIFY(list.take(10, never).empty());
        QVERIFY(!list.ended().ok());
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestListing)
#include "tst_listing.moc"
