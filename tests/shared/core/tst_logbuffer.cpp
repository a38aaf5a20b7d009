// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "core/logbuffer.h"

#include <QtCore/QStringList>
#include <QtTest/QTest>

#include <thread>

using namespace digidig;
using core::LogBuffer;
using core::LogLevel;

class TestLogBuffer : public QObject
{
    Q_OBJECT

    static QStringList messages(const std::vector<core::LogRecordPtr> &records)
    {
        QStringList all;
        for (const auto &record : records)
            all += record->message;
        return all;
    }

private Q_SLOTS:
    void filters_data()
    {
        QTest::addColumn<LogBuffer::Filter>("filter");
        QTest::addColumn<QString>("found");
        QTest::newRow("all") << LogBuffer::Filter{} << "four three two one";
        QTest::newRow("level") << LogBuffer::Filter{.least = LogLevel::Warning} << "four two";
        QTest::newRow("category") << LogBuffer::Filter{.category = "digidig.rest"} << "three one";
        QTest::newRow("categories below") << LogBuffer::Filter{.category = "digidig"} << "three two one";
        QTest::newRow("half a category") << LogBuffer::Filter{.category = "digidig.re"} << "";
        QTest::newRow("text") << LogBuffer::Filter{.text = QStringLiteral("O")} << "four two one";
        QTest::newRow("later") << LogBuffer::Filter{.sinceMs = core::nowMs() + 100'000} << "";
        QTest::newRow("all of them") << LogBuffer::Filter{LogLevel::Info, 1, "digidig", QStringLiteral("e")}
                                     << "three one";
    }
    void filters()
    {
        QFETCH(LogBuffer::Filter, filter);
        QFETCH(QString, found);
        LogBuffer buffer;
        buffer.add(LogLevel::Info, "digidig.rest", QStringLiteral("one"));
        buffer.add(LogLevel::Warning, "digidig.app", QStringLiteral("two"));
        buffer.add(LogLevel::Info, "digidig.rest.more", QStringLiteral("three"));
        buffer.add(LogLevel::Error, "qt", QStringLiteral("four"));
        QCOMPARE(messages(buffer.list(filter, 0, 100)).join(u' '), found);
    }

    void pages()
    {
        LogBuffer buffer;
        for (int i = 0; i < 25; ++i)
            buffer.add(LogLevel::Info, "c", QString::number(i));
        QStringList all;
        quint64 before = 0;
        for (;;) {
            const auto page = buffer.list({}, before, 10);
            if (page.empty())
                break;
            QVERIFY(page.size() <= 10);
            all += messages(page);
            before = page.back()->id;
            buffer.add(LogLevel::Info, "c", QStringLiteral("meanwhile"));
        }
        QCOMPARE(all.size(), 25);
        QCOMPARE(all.first(), QStringLiteral("24"));
        QCOMPARE(all.last(), QStringLiteral("0"));
    }

    void bounded()
    {
        LogBuffer buffer(10'000);
        for (int i = 0; i < 1000; ++i)
            buffer.add(LogLevel::Info, "c", QString(100, u'x') + QString::number(i));
        QVERIFY(buffer.bytes() <= 10'000);
        QVERIFY(buffer.list({}, 0, 1000).front()->message.endsWith(QStringLiteral("x999")));
        buffer.setBytes(100'000);
        buffer.add(LogLevel::Info, "c", QString(1'000'000, u'y'));
        QCOMPARE(buffer.list({}, 0, 1).front()->message.size(), LogBuffer::LongestMessage);
        buffer.setBytes(0);
        QCOMPARE(buffer.list({}, 0, 1000).size(), 0U);
    }

    void listener()
    {
        LogBuffer buffer;
        QStringList heard;
        buffer.setListener([&heard](const core::LogRecordPtr &record) { heard += record->message; });
        buffer.add(LogLevel::Info, "c", QStringLiteral("heard"));
        buffer.setListener({});
        buffer.add(LogLevel::Info, "c", QStringLiteral("missed"));
        QCOMPARE(heard, QStringList{QStringLiteral("heard")});
    }

    void recordsKeepWhatTheyAreAbout()
    {
        LogBuffer buffer;
        const auto log = [&buffer] { buffer.add(LogLevel::Info, "c", QStringLiteral("x"), core::LogScope::now()); };
        {
            const core::LogScope session({.session = 7});
            {
                const core::LogScope email({.session = 7, .email = "abc"});
                log();
                std::thread(log).join(); // Another thread works for somebody else.
            }
            log();
        }
        log();
        const auto records = buffer.list({}, 0, 10);
        QCOMPARE(records.size(), 4U);
        QCOMPARE(records[3]->context.session, quint64(7));
        QCOMPARE(records[3]->context.email, QByteArray("abc"));
        QCOMPARE(records[2]->context.session, quint64(0));
        QCOMPARE(records[1]->context.session, quint64(7));
        QCOMPARE(records[1]->context.email, QByteArray());
        QCOMPARE(records[0]->context.session, quint64(0));
    }

    void manyThreads()
    {
        LogBuffer buffer(50'000);
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&buffer] {
                for (int i = 0; i < 1000; ++i) {
                    buffer.add(LogLevel::Info, "c", QString::number(i));
                    if (i % 100 == 0)
                        (void)buffer.list({.text = QStringLiteral("9")}, 0, 10);
                }
            });
        }
        for (auto &thread : threads)
            thread.join();
        QCOMPARE(buffer.list({}, 0, 1).front()->id, quint64(4000));
    }
};

QTEST_GUILESS_MAIN(TestLogBuffer)
#include "tst_logbuffer.moc"
