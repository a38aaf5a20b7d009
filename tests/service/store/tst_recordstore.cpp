// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/recordstore.h"

#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <thread>

using namespace digidig;
using core::Record;

class TestRecordStore : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    [[nodiscard]] std::unique_ptr<store::RecordStore> open() const
    {
        auto opened = store::RecordStore::open(m_dir.path());
        return opened ? *std::move(opened) : nullptr;
    }

    static QStringList ids(const core::Result<std::vector<Record>> &records)
    {
        QStringList all;
        for (const Record &record : *records)
            all += record.id;
        return all;
    }

private Q_SLOTS:
    void keepsWhatItWasGiven()
    {
        const Record token{QStringLiteral("t1"), {{QStringLiteral("name"), QStringLiteral("č\"\n")}}};
        {
            const auto store = open();
            QVERIFY(store);
            QVERIFY(store->put(QStringLiteral("token"), token).ok());
            QVERIFY(store->put(QStringLiteral("job"), Record{QStringLiteral("t1"), {}}).ok());
        }
        const auto store = open();
        QVERIFY(*store->get(QStringLiteral("token"), QStringLiteral("t1")) == token);
        QVERIFY(store->get(QStringLiteral("token"), QStringLiteral("t2")).error().errc == core::Errc::NotFound);
        const Record other{QStringLiteral("t1"), {{QStringLiteral("n"), 1}}};
        QVERIFY(store->put(QStringLiteral("token"), other).ok());
        QVERIFY(*store->get(QStringLiteral("token"), QStringLiteral("t1")) == other);
        QCOMPARE(*store->count(QStringLiteral("token")), 1);
        QCOMPARE(*store->remove(QStringLiteral("token"), QStringLiteral("t1")), 1);
        QCOMPARE(*store->remove(QStringLiteral("token"), QStringLiteral("t1")), 0);
        QCOMPARE(*store->count(QStringLiteral("job")), 1);
        QCOMPARE(QFileInfo(m_dir.filePath(QStringLiteral("service.db"))).permissions() & QFile::Permissions(0x77),
            QFile::Permissions());
    }

    void ranges()
    {
        const auto store = open();
        const QString kind = QStringLiteral("audit");
        std::vector<Record> many;
        for (int i = 0; i < 100; ++i)
            many.push_back({QStringLiteral("%1").arg(i, 3, 10, QLatin1Char('0')), {}});
        QVERIFY(store->put(kind, many).ok());
        QCOMPARE(ids(store->list(kind, {QStringLiteral("010"), QStringLiteral("014"), 10, false})),
            QStringList({QStringLiteral("011"), QStringLiteral("012"), QStringLiteral("013")}));
        QCOMPARE(ids(store->list(kind, {{}, QStringLiteral("050"), 2, true})),
            QStringList({QStringLiteral("049"), QStringLiteral("048")}));
        QCOMPARE(ids(store->list(kind, {})).size(), 100);
        QCOMPARE(*store->removeBefore(kind, QStringLiteral("090")), 90);
        QCOMPARE(*store->count(kind), 10);
    }

    void manyThreadsAndAnotherProgram()
    {
        const auto store = open();
        const auto other = open();
        std::vector<std::thread> threads;
        std::atomic<int> failed = 0;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < 50; ++i) {
                    auto &target = t % 2 ? *store : *other;
                    if (!target.put(QStringLiteral("x"), Record{QStringLiteral("%1-%2").arg(t).arg(i), {}}))
                        ++failed;
                }
            });
        }
        for (auto &thread : threads)
            thread.join();
        QCOMPARE(failed.load(), 0);
        QCOMPARE(*store->count(QStringLiteral("x")), 200);
    }

    void refusesOtherFiles()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("service.db")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        const auto opened = store::RecordStore::open(dir.path());
        QVERIFY(!opened.ok());
        QVERIFY(opened.error().errc == core::Errc::Corrupt);
    }
};

QTEST_GUILESS_MAIN(TestRecordStore)
#include "tst_recordstore.moc"
