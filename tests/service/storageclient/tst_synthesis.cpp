// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/message.h"
#include "storageclient/synthesis.h"

#include <QtTest/QTest>

#include <random>

using namespace digidig;
using namespace digidig::storageclient;

/// Messages that stand for documents of Storage.
class TestSynthesis : public QObject {
    Q_OBJECT

    static Document full()
    {
        Document document;
        document.id = QStringLiteral("65376a1e8f1b2c3d4e5f6071");
        document.sender = QStringLiteral("jana@example.com");
        document.recipient = QStringLiteral("petr@example.org");
        document.subject = QStringLiteral("Žluťoučký kůň 🐎");
        document.body = QStringLiteral("Příliš\nžluťoučký");
        document.timestamp = QStringLiteral("2025-10-23T10:30:00.123000");
        document.timestampMs = 1'761'215'400'123;
        document.given = {Document::Id | Document::Sender | Document::Recipient | Document::Subject
            | Document::Body | Document::Timestamp};
        return document;
    }

private Q_SLOTS:
    void saysWhatTheDocumentSays()
    {
        const mime::Message message = mime::parse(synthesised(full()));
        QCOMPARE(message.sender.address, QStringLiteral("jana@example.com"));
        QCOMPARE(message.to.value(0).address, QStringLiteral("petr@example.org"));
        QCOMPARE(message.subject, full().subject);
        QCOMPARE(message.text.trimmed(), full().body);
        QCOMPARE(message.dateMs.value_or(0), 1'761'215'400'000);
        QCOMPARE(
            message.messageId, QStringLiteral("65376a1e8f1b2c3d4e5f6071@storage.digidig.invalid"));
    }

    void neverChanges()
    {
        // Bytes that stores out there hold: a change of them would be another message.
        QCOMPARE(synthesised(full()),
            QByteArray("From: jana@example.com\r\n"
                       "To: petr@example.org\r\n"
                       "Subject: =?utf-8?B?xb1sdcWlb3XEjWvDvSBrxa/FiCDwn5CO?=\r\n"
                       "Date: Thu, 23 Oct 2025 10:30:00 +0000\r\n"
                       "Message-ID: <65376a1e8f1b2c3d4e5f6071@storage.digidig.invalid>\r\n"
                       "MIME-Version: 1.0\r\n"
                       "Content-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: base64\r\n\r\n"
                       "UMWZw61sacWhDQrFvmx1xaVvdcSNa8O9\r\n"));
    }

    void whatIsNotInTheMessageMakesNoDifference()
    {
        Document other = full();
        other.read = true;
        other.folder = QStringLiteral("Sent");
        other.sizeBytes = 12;
        QCOMPARE(synthesised(other), synthesised(full()));
    }

    void twoDocumentsAreTwoMessages()
    {
        Document other = full();
        other.id = QStringLiteral("65376a1e8f1b2c3d4e5f6072");
        QVERIFY(synthesised(other) != synthesised(full()));
    }

    void headersOfItsOwnWin()
    {
        Document document = full();
        document.headers = {{QStringLiteral("message-id"), QStringLiteral("<own@example.com>")},
            {QStringLiteral("X-Priority"), QStringLiteral("1")},
            {QStringLiteral("X-Two"), QStringLiteral("a")},
            {QStringLiteral("X-Two"), QStringLiteral("b")},
            {QStringLiteral("Content-Type"), QStringLiteral("image/png")},
            {QStringLiteral("bad name"), QStringLiteral("x")},
            {QStringLiteral("X-Injected"), QStringLiteral("a\r\nBcc: eve@example.com")}};
        const mime::Message message = mime::parse(synthesised(document));
        QCOMPARE(message.messageId, QStringLiteral("own@example.com"));
        QCOMPARE(message.text.trimmed(), document.body);
        QVERIFY(message.bcc.isEmpty());
        QByteArrayList names;
        for (const auto &[name, value] : message.headers)
            names += name;
        QCOMPARE(names.count("X-Two"), 2);
        QVERIFY(names.contains("X-Priority"));
        QVERIFY(!names.contains("bad name"));
    }

    void html()
    {
        Document document = full();
        document.body = QStringLiteral("<html><body><p>Hello <b>there</b></p></body></html>");
        const mime::Message message = mime::parse(synthesised(document));
        QVERIFY(message.hasHtml);
        QCOMPARE(message.text.trimmed(), QStringLiteral("Hello there"));
    }

    void nothingGiven()
    {
        const mime::Message message = mime::parse(synthesised({}));
        QVERIFY(message.to.isEmpty());
        QVERIFY(message.text.trimmed().isEmpty());
        QVERIFY(!message.messageId.isEmpty());
    }

    void times_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<qint64>("ms");
        QTest::newRow("ObjectId") << QStringLiteral("65376a1e8f1b2c3d4e5f6071")
                                  << qint64(0x65376a1e) * 1000;
        QTest::newRow("upper case")
            << QStringLiteral("65376A1E8F1B2C3D4E5F6071") << qint64(0x65376a1e) * 1000;
        QTest::newRow("not hex") << QStringLiteral("65376a1e8f1b2c3d4e5f607z") << qint64(0);
        QTest::newRow("UUID") << QStringLiteral("0192b6c4-6f1e-7c3a-9d52-3b1f6a0c8e11")
                              << qint64(0);
        QTest::newRow("empty") << QString() << qint64(0);
    }
    void times()
    {
        QFETCH(QString, id);
        QFETCH(qint64, ms);
        Document document;
        document.id = id;
        QCOMPARE(timeOf(document), ms);
        document.timestampMs = 5;
        document.given = Document::Timestamp;
        QCOMPARE(timeOf(document), 5);
    }

    void anyTextGivesALegalMessage()
    {
        std::mt19937 random(4711);
        const auto text = [&random] {
            QString any;
            for (int i = int(random() % 60); i > 0; --i)
                any += QChar(char16_t(random() % 3 == 0 ? random() % 0xffff : random() % 0x80));
            return any;
        };
        for (int i = 0; i < 3000; ++i) {
            Document document;
            document.id = text();
            document.sender = text();
            document.recipient = text();
            document.subject = text();
            document.body = text();
            document.headers = {{text(), text()}, {QStringLiteral("X-A"), text()}};
            document.timestampMs = qint64(quint64(random()) * quint64(random()));
            document.given = Document::Timestamp;
            const QByteArray bytes = synthesised(document);
            QCOMPARE(synthesised(document), bytes);
            const qsizetype end = bytes.indexOf("\r\n\r\n");
            QVERIFY(end > 0);
            for (const QByteArray &line : bytes.left(end).replace("\r\n", "\n").split('\n')) {
                QVERIFY2(line.size() <= 998 && !line.contains('\r') && !line.contains('\0'), line);
                QVERIFY2(line.startsWith(' ') || line.indexOf(':') > 0, line);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSynthesis)
#include "tst_synthesis.moc"
