// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclient.h"
#include "models/importer.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

/// Files with mail, one after the other.
class TestImporter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void types()
    {
        QCOMPARE(Importer::typeOf(QStringLiteral("A.EML")), QByteArray("message/rfc822"));
        QCOMPARE(Importer::typeOf(QStringLiteral("a.mbox")), QByteArray("application/mbox"));
        QCOMPARE(Importer::typeOf(QStringLiteral("a.tar.zst")), QByteArray("application/x-tar"));
        QVERIFY(Importer::typeOf(QStringLiteral("a.txt")).isEmpty());
        QVERIFY(Importer::typeOf(QStringLiteral("eml")).isEmpty());
    }

    void oneAfterTheOtherWithProgress()
    {
        FakeClient client;
        Importer importer(client);
        QSignalSpy progress(&importer, &Importer::progress);
        QSignalSpy finished(&importer, &Importer::finished);
        QSignalSpy failed(&importer, &Importer::failed);
        importer.add({file(QStringLiteral("a.eml")), m_folder.filePath(QStringLiteral("missing.eml")), file(QStringLiteral("b.mbox"))},
            QStringLiteral("jana@example.org"), QStringLiteral("INBOX/Archive"));
        QCOMPARE(client.pending(), 1);
        QCOMPARE(client.at(0).path, QStringLiteral("/api/import"));
        QCOMPARE(client.at(0).contentType, QByteArray("message/rfc822"));
        QCOMPARE(client.at(0).query.queryItemValue(QStringLiteral("mailbox")), QStringLiteral("INBOX/Archive"));
        client.at(0).progress(5, 10);
        QCOMPARE(progress.last().at(1).toLongLong(), 5);
        client.answer(0, {{QStringLiteral("id"), QStringLiteral("j1")}}, 202);
        QCOMPARE(client.at(0).path, QStringLiteral("/api/jobs/j1"));
        client.answer(0, {{QStringLiteral("state"), QStringLiteral("running")},
                             {QStringLiteral("progress"), QJsonObject{{QStringLiteral("done"), 1}, {QStringLiteral("total"), 4}}}});
        QCOMPARE(progress.last().at(2).toLongLong(), 4);
        QTRY_COMPARE(client.pending(), 1);
        client.answer(0, job(3, 1));
        // The one that is not there is told about, and the next is taken.
        QTRY_COMPARE(client.pending(), 1);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(client.at(0).contentType, QByteArray("application/mbox"));
        client.answer(0, {{QStringLiteral("id"), QStringLiteral("j2")}}, 202);
        client.answer(0, job(2, 0));
        QCOMPARE(finished.size(), 1);
        QCOMPARE(finished.first().at(0).toLongLong(), 5);
        QCOMPARE(finished.first().at(1).toLongLong(), 1);
        QVERIFY(!importer.running());
    }

    /// A job goes on while nobody can see it, and its end is told.
    void anEndThatNobodySawIsTold()
    {
        FakeClient client;
        Importer importer(client);
        QSignalSpy finished(&importer, &Importer::finished);
        QSignalSpy failed(&importer, &Importer::failed);
        importer.add({file(QStringLiteral("a.mbox"))}, QStringLiteral("jana@example.org"), {});
        client.answer(0, {{QStringLiteral("id"), QStringLiteral("j1")}}, 202);
        client.fail(0, {.kind = Problem::Kind::Unreachable});
        QVERIFY(importer.running());
        QTRY_COMPARE(client.pending(), 1);
        client.fail(0, {.kind = Problem::Kind::Refused, .status = 503});
        QTRY_COMPARE(client.pending(), 1);
        QCOMPARE(client.at(0).path, QStringLiteral("/api/jobs/j1"));
        client.answer(0, job(3, 0));
        QCOMPARE(finished.size(), 1);
        QCOMPARE(finished.first().at(0).toLongLong(), 3);
        QCOMPARE(failed.size(), 0);
    }

    void isStopped()
    {
        FakeClient client;
        Importer importer(client);
        QSignalSpy finished(&importer, &Importer::finished);
        importer.add({file(QStringLiteral("a.eml")), file(QStringLiteral("b.mbox"))}, QStringLiteral("jana@example.org"), {});
        client.answer(0, {{QStringLiteral("id"), QStringLiteral("j1")}}, 202);
        importer.cancel();
        QCOMPARE(finished.size(), 1);
        const auto waiting = client.waiting();
        QCOMPARE(waiting.size(), 1);
        QCOMPARE(waiting.first().method, QByteArray("DELETE"));
        QCOMPARE(waiting.first().path, QStringLiteral("/api/jobs/j1"));
        QVERIFY(!importer.running());
    }

private:
    QString file(const QString &name)
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write("Subject: x\r\n\r\nx\r\n") < 0)
            qFatal("not written");
        return file.fileName();
    }
    static QJsonObject job(int imported, int skipped)
    {
        return {{QStringLiteral("state"), QStringLiteral("done")},
            {QStringLiteral("result"), QJsonObject{{QStringLiteral("imported"), imported}, {QStringLiteral("skipped"), skipped}}}};
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestImporter)
#include "tst_importer.moc"
