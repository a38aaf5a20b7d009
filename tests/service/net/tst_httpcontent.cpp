// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpcontent.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace digidig::net;
namespace core = digidig::core;

class TestHttpContent : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsBytes_data()
    {
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<bool>("spooled");
        QTest::newRow("empty") << qsizetype(0) << false;
        QTest::newRow("small") << qsizetype(10) << false;
        QTest::newRow("at the limit") << ContentBuffer::MemoryLimit << false;
        QTest::newRow("above it") << ContentBuffer::MemoryLimit + 1 << true;
        QTest::newRow("large") << qsizetype(3'000'000) << true;
    }
    void keepsBytes()
    {
        QFETCH(qsizetype, size);
        QFETCH(bool, spooled);
        QByteArray all(size, Qt::Uninitialized);
        for (qsizetype i = 0; i < size; ++i)
            all[i] = char(i % 253);
        const QTemporaryDir directory;
        ContentBuffer buffer(directory.path());
        for (qsizetype at = 0; at < size; at += 10'007)
            QVERIFY(buffer.append(
                QByteArrayView(all).sliced(at, std::min(size - at, qsizetype(10'007)))));
        QCOMPARE(buffer.size(), size);
        QCOMPARE(buffer.isSpooled(), spooled);
        const auto body = buffer.finish();
        QVERIFY(body.ok());
        QVERIFY((*body)->bytes() == all);
        QCOMPARE(buffer.size(), 0);
        const auto hidden = QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot;
        QVERIFY(QDir(directory.path()).entryList(hidden).isEmpty());
    }

    void noDirectory()
    {
        ContentBuffer buffer(QStringLiteral("/nonexistent/place"));
        QVERIFY(buffer.append(QByteArray(100, 'a')));
        const auto kept = buffer.append(QByteArray(ContentBuffer::MemoryLimit, 'a'));
        QVERIFY(!kept);
        QCOMPARE(kept.error().errc, core::Errc::Internal);
    }
};

QTEST_GUILESS_MAIN(TestHttpContent)
#include "tst_httpcontent.moc"
