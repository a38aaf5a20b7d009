// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/bodies.h"

#include "fake.h"

using namespace calls;

namespace {

const Caller Background{{}, Priority::Background, 0};

/// Documents that are asked for side by side.
class TestBodies : public QObject {
    Q_OBJECT

    QStringList added(Fake &fake, int count)
    {
        QJsonArray documents;
        for (int i = 0; i < count; ++i)
            documents += QJsonObject{{QStringLiteral("subject"), QString::number(i)}};
        QStringList ids;
        const auto answer = fake.order("add", {{QStringLiteral("documents"), documents}});
        for (const auto id : answer.value(u"ids").toArray())
            ids += id.toString();
        return ids;
    }
    /// How many requests there were, once no more come.
    int requests(Fake &fake, const Client &client)
    {
        int before = -1;
        for (int now = 0; before != now;) {
            before = now;
            const bool rests = QTest::qWaitFor([&] { return client.state().inFlight == 0; });
            now = rests ? fake.requests(QStringLiteral("GET /emails/")) : -1;
        }
        return before;
    }

private Q_SLOTS:
    void eachComesOnce()
    {
        Fake fake("documented");
        QStringList ids = added(fake, 60);
        ids.insert(30, QStringLiteral("unknown"));
        const auto client = calls::client(fake);
        Bodies bodies(*client, Background, ids);
        QSet<qsizetype> indexes;
        while (const auto got = bodies.take()) {
            QVERIFY(!indexes.contains(got->index));
            indexes += got->index;
            if (got->index == 30)
                QCOMPARE(slug(got->document), "email_not_found");
            else
                QCOMPARE(got->document->id, ids[got->index]);
        }
        QCOMPARE(indexes.size(), 61);
        QVERIFY(!bodies.take());
    }

    void nobodyHoldsMoreThanABit_data()
    {
        QTest::addColumn<qint64>("size");
        QTest::addColumn<int>("held");
        QTest::newRow("small ones") << qint64(1000) << Bodies::AtOnce;
        QTest::newRow("the largest") << qint64(MaxDocumentBytes) << 2;
        QTest::newRow("senseless sizes") << std::numeric_limits<qint64>::max() << 2;
        QTest::newRow("negative sizes") << qint64(-1'000'000'000) << Bodies::AtOnce;
    }
    void nobodyHoldsMoreThanABit()
    {
        QFETCH(qint64, size);
        QFETCH(int, held);
        Fake fake("documented");
        const QStringList ids = added(fake, 50);
        const auto client = calls::client(fake);
        QVERIFY(probe(*client).ok());
        Bodies bodies(*client, Background, ids, std::vector<qint64>(size_t(ids.size()), size));
        for (int taken = 0; taken < 50; ++taken) {
            // While nobody takes what has come, no more than that is asked for.
            if (taken % 10 == 5) {
                const int asked = requests(fake, *client);
                QVERIFY2(asked <= taken + held, qPrintable(QString::number(asked)));
            }
            QVERIFY(bodies.take().has_value());
        }
        QVERIFY(!bodies.take());
    }

    void theEndWaits()
    {
        Fake fake("documented");
        const QStringList ids = added(fake, 20);
        const auto client = calls::client(fake, {.timeoutMs = 500});
        QVERIFY(probe(*client).ok());
        fake.fault("slow", {{QStringLiteral("delay"), 0.1}});
        {
            Bodies bodies(*client, Background, ids);
            QVERIFY(bodies.take().has_value());
        }
        QTRY_COMPARE(client->state().inFlight, 0);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestBodies)
#include "tst_bodies.moc"
