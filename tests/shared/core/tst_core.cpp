// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "core/handoff.h"
#include "core/result.h"
#include "core/text.h"

#include <QtCore/QThread>
#include <QtTest/QTest>

#include <atomic>
#include <cstddef>
#include <new>

using namespace digidig;

class TestCore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void resultHoldsValueOrError()
    {
        const core::Result<int> good = 7;
        QVERIFY(good.ok());
        QCOMPARE(*good, 7);
        const core::Result<int> bad{core::Errc::NotFound, QStringLiteral("no")};
        QVERIFY(!bad);
        QVERIFY(bad.error().errc == core::Errc::NotFound);
    }

    void constantTimeCompare()
    {
        QVERIFY(core::equalConstantTime("abc", "abc"));
        QVERIFY(!core::equalConstantTime("abc", "abd"));
        QVERIFY(!core::equalConstantTime("abc", "abca"));
        QVERIFY(!core::equalConstantTime("abc", ""));
        QVERIFY(core::equalConstantTime("", ""));
    }

    void uuidsAreVersionSevenAndOrdered()
    {
        QString last = core::newUuid();
        for (int i = 0; i < 10'000; ++i) {
            const QString uuid = core::newUuid();
            QCOMPARE(uuid.size(), 36);
            QCOMPARE(uuid[14], u'7');
            QVERIFY(QStringLiteral("89ab").contains(uuid[19]));
            QVERIFY2(last < uuid, qPrintable(last + u' ' + uuid));
            last = uuid;
        }
    }

    void timesRoundTrip_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ms");
        QTest::newRow("zulu") << QStringLiteral("2025-10-23T10:30:00Z") << qint64(1761215400000);
        QTest::newRow("fraction") << QStringLiteral("2025-10-23T10:30:00.250Z")
                                  << qint64(1761215400250);
        QTest::newRow("offset") << QStringLiteral("2025-10-23T12:30:00+02:00")
                                << qint64(1761215400000);
        QTest::newRow("no zone") << QStringLiteral("2025-10-23T10:30:00") << qint64(1761215400000);
        QTest::newRow("date") << QStringLiteral("2025-10-23") << qint64(1761177600000);
    }
    void timesRoundTrip()
    {
        QFETCH(QString, text);
        QFETCH(qint64, ms);
        qint64 parsed = 0;
        QVERIFY(core::parseRfc3339(text, &parsed));
        QCOMPARE(parsed, ms);
        qint64 again = 0;
        QVERIFY(core::parseRfc3339(core::rfc3339(ms), &again));
        QCOMPARE(again, ms);
        QVERIFY(core::rfc3339(ms).endsWith(u'Z'));
        QVERIFY(!core::parseRfc3339(u"yesterday-ish", &parsed));
    }

    void logTextHasNoControls()
    {
        QCOMPARE(core::forLog(u"a\r\nb\u2028c"), QStringLiteral("a  b c"));
        QCOMPARE(core::forLog(QString(300, u'x')).size(), 201);
        QCOMPARE(core::forLog(QByteArray("a b~")), QByteArray("a b~"));
        QCOMPARE(core::forLog(QByteArray("a\r\nb\x7f\u2028c\u010d")), QByteArray("a  b  c\u010d"));
        QCOMPARE(core::forLog(QByteArray(300, 'x')), QByteArray(200, 'x') + "\u2026");
    }

    /// What was sent to a thread that never began does not wait for the next one at its address.
    void postToThreadThatNeverRan()
    {
        alignas(QThread) std::byte place[sizeof(QThread)];
        std::atomic<bool> ran = false;
        for (const bool starts : {false, true}) {
            auto *thread = new (place) QThread;
            {
                QObject context;
                context.moveToThread(thread);
                if (starts)
                    thread->start();
                core::post(&context, [&ran] { ran = true; });
                if (starts)
                    QTRY_VERIFY(ran.load());
                thread->quit();
                thread->wait();
            }
            thread->~QThread();
        }
    }

    void postRunsOnTheContextsThread()
    {
        QThread thread;
        QObject context;
        context.moveToThread(&thread);
        thread.start();
        std::atomic<QThread *> where = nullptr;
        core::post(&context, [&where] { where = QThread::currentThread(); });
        QTRY_COMPARE(where.load(), &thread);
        core::post(&context, [&context] { context.moveToThread(qApp->thread()); });
        thread.quit();
        thread.wait();
    }
};

QTEST_GUILESS_MAIN(TestCore)
#include "tst_core.moc"
