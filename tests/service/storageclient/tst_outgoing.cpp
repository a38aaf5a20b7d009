// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/outgoing.h"

#include "storageclient/synthesis.h"
#include "storageclient/wire.h"

#include <QtCore/QDirIterator>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::storageclient;

namespace {

const QString Me = QStringLiteral("me@example.org");

/// What a message becomes as a document.
class TestOutgoing : public QObject {
    Q_OBJECT

    static NewDocument received(const QByteArray &raw, quint32 flags = 0)
    {
        mail::Message message;
        message.sender = QStringLiteral("envelope@example.org");
        message.recipient = Me;
        message.flags.system = flags;
        mail::RemoteTask task;
        task.address = Me;
        return documentOf(raw, message, task);
    }
    static NewDocument sent(const QByteArray &raw)
    {
        mail::Message message;
        message.recipient = Me;
        mail::RemoteTask task;
        task.address = Me;
        task.received = false;
        return documentOf(raw, message, task);
    }
    static QString header(const NewDocument &document, const char *name)
    {
        for (const auto &[key, value] : document.headers) {
            if (key == QLatin1String(name))
                return value;
        }
        return QStringLiteral("(none)");
    }

private Q_SLOTS:
    void text()
    {
        const NewDocument document = received("From: Ann <ann@example.org>\r\n"
                                              "To: x@example.org\r\n"
                                              "Subject: =?utf-8?q?=C5=BDlu=C5=A5?=\r\n"
                                              "Content-Type: text/plain; charset=iso-8859-2\r\n"
                                              "Content-Transfer-Encoding: quoted-printable\r\n"
                                              "\r\nK=F9=F2\r\nend\r\n",
            mail::Seen);
        QCOMPARE(document.sender, QStringLiteral("envelope@example.org"));
        QCOMPARE(document.recipient, Me);
        QCOMPARE(document.subject, QStringLiteral("Žluť"));
        QCOMPARE(document.body.trimmed(), QStringLiteral("Kůň\nend"));
        QVERIFY(document.read);
        QVERIFY(!received("Subject: x\r\n\r\n").read);
        QCOMPARE(header(document, "Subject"), QStringLiteral("Žluť"));
        QCOMPARE(header(document, "From"), QStringLiteral("Ann <ann@example.org>"));
        QVERIFY(document.folder.isEmpty() && document.key.token.isEmpty());
    }

    void senderOfTheHeader()
    {
        mail::RemoteTask task;
        task.address = Me;
        const auto document =
            documentOf("From: Ann <ann@example.org>\r\n\r\nx\r\n", mail::Message(), task);
        QCOMPARE(document.sender, QStringLiteral("ann@example.org"));
    }

    void sentMail()
    {
        const NewDocument document = sent("From: Other <other@example.org>\r\n"
                                          "To: A <a@example.org>, b@example.org\r\n"
                                          "Cc: c@example.org\r\nBcc: d@example.org\r\n\r\nx\r\n");
        QCOMPARE(document.sender, Me); // Whose list it is to be in.
        QCOMPARE(document.recipient, QStringLiteral("a@example.org, b@example.org, c@example.org"));
        QCOMPARE(sent("From: Other <other@example.org>\r\n\r\nx\r\n").recipient, Me);
        QCOMPARE(sent("To: undisclosed-recipients:;\r\n\r\nx\r\n").recipient, Me);
    }

    void markupAlone_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("plain") << QByteArray("text/html; charset=utf-8\r\n")
                               << QByteArray("<p>K\xc5\xaf\xc5\x88 &amp; co</p>\r\n");
        QTest::newRow("base64") << QByteArray(
            "text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n")
                                << QByteArray("<p>K\xc5\xaf\xc5\x88 &amp; co</p>\r\n").toBase64();
        QTest::newRow("quoted, another charset")
            << QByteArray("text/html; charset=windows-1250\r\n"
                          "Content-Transfer-Encoding: quoted-printable\r\n")
            << QByteArray("<p>K=F9=F2 &amp; co</p>\r\n");
        QTest::newRow("in a multipart")
            << QByteArray("multipart/mixed; boundary=b\r\n")
            << QByteArray("--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
                          "<p>K\xc5\xaf\xc5\x88 &amp; co</p>\r\n\r\n--b\r\n"
                          "Content-Type: image/png\r\n\r\nxyz\r\n--b--\r\n");
    }
    void markupAlone()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, body);
        const NewDocument document = received("Content-Type: " + head + "\r\n" + body);
        QCOMPARE(document.body.trimmed(), QStringLiteral("<p>Kůň &amp; co</p>"));
    }

    void textGoesBeforeMarkup()
    {
        const NewDocument document =
            received("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n"
                     "Content-Type: text/plain\r\n\r\nwords\r\n--b\r\n"
                     "Content-Type: text/html\r\n\r\n<p>words</p>\r\n--b--\r\n");
        QCOMPARE(document.body.trimmed(), QStringLiteral("words"));
    }

    void attachmentsStayHere()
    {
        const NewDocument document =
            received("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                     "Content-Type: text/plain\r\n\r\nwords\r\n--b\r\n"
                     "Content-Type: text/plain\r\n"
                     "Content-Disposition: attachment; filename=a.txt\r\n\r\nsecret\r\n--b--\r\n");
        QVERIFY(document.body.contains(u"words"));
        QVERIFY(!document.body.contains(u"secret"));
    }

    void headers()
    {
        QByteArray raw = "From: K\xc5\xaf\xc5\x88 <a@example.org>\r\n"
                         "Subject: \xe8\xf8\r\n"
                         "X-Folded: one\r\n two\r\n\tthree\r\n"
                         "Received: 1\r\nReceived: 2\r\n";
        const NewDocument some = received(raw + "\r\nbody\r\n");
        QCOMPARE(header(some, "From"), QStringLiteral("Kůň <a@example.org>"));
        QVERIFY(header(some, "Subject") != QStringLiteral("(none)"));
        QCOMPARE(header(some, "X-Folded").simplified(), QStringLiteral("one two three"));
        QCOMPARE(some.headers.size(), size_t(5));
        for (int i = 0; i < 1000; ++i)
            raw += "X-" + QByteArray::number(i) + ": " + QByteArray(20'000, 'y') + "\r\n";
        const NewDocument many = received(raw + "\r\nbody\r\n");
        QVERIFY(many.headers.size() <= 200);
        QVERIFY(many.headers.size() > 20);
        for (const auto &[name, value] : many.headers)
            QVERIFY(value.size() <= 8 * 1024);
    }

    void hugeBodiesAreBounded_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("unit");
        QTest::newRow("text") << QByteArray("text/plain") << QByteArray("word word ");
        QTest::newRow("markup") << QByteArray("text/html") << QByteArray("<b>word</b> ");
        // Each takes six bytes as JSON.
        QTest::newRow("controls") << QByteArray("text/html") << QByteArray("\x01\x02\x03\x04\x05");
        QTest::newRow("outside the BMP")
            << QByteArray("text/html; charset=utf-8") << QByteArray("\xf0\x9f\x90\xb4");
        QTest::newRow("three bytes each")
            << QByteArray("text/html; charset=utf-8") << QByteArray("\xe9\xa6\xac");
    }
    void hugeBodiesAreBounded()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, unit);
        QByteArray raw = "Content-Type: " + type + "\r\n";
        for (int i = 0; i < 300; ++i)
            raw += "X-" + QByteArray::number(i) + ": " + QByteArray("\xe9\xa6\xac").repeated(9'000)
                + "\r\n";
        NewDocument document =
            received(raw + "\r\nx" + unit.repeated(24 * 1024 * 1024 / unit.size()));
        QVERIFY(document.body.size() > 100'000);
        QVERIFY(!document.body.back().isHighSurrogate());
        document.folder = QStringLiteral("INBOX");
        document.key = StoreKey::make(0, 1);
        for (const Form form : {Form::Deployed, Form::Documented}) {
            const QByteArray json = wire::store(form, document).content;
            // How Storage's database counts it.
            qsizetype bytes = 0;
            const QJsonObject object = QJsonDocument::fromJson(json).object();
            for (auto i = object.begin(); i != object.end(); ++i)
                bytes += i.value().toString().toUtf8().size();
            const QJsonObject fields = object[u"headers"].toObject();
            for (auto i = fields.begin(); i != fields.end(); ++i)
                bytes += i.key().size() + i.value().toString().toUtf8().size();
            QVERIFY2(bytes < MaxDocumentBytes, qPrintable(QString::number(bytes)));
        }
    }

    void nothingAtAll()
    {
        for (const QByteArray &raw : {QByteArray(), QByteArray("\r\n"), QByteArray("\0\0", 2),
                 QByteArray("Content-Type: text/html"), QByteArray("Content-Type: multipart/x")}) {
            const NewDocument document = received(raw);
            QCOMPARE(document.recipient, Me);
            QVERIFY(document.body.trimmed().isEmpty());
        }
    }

    void corpus()
    {
        QDirIterator files(QStringLiteral(DIGIDIG_TEST_DATA "/corpus"), {QStringLiteral("*.eml")},
            QDir::Files, QDirIterator::Subdirectories);
        QRandomGenerator random(3);
        int count = 0;
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray raw = file.readAll();
            for (int i = 0; i < 4; ++i) {
                QByteArray damaged =
                    raw.left(i == 0 ? raw.size() : random.bounded(int(raw.size() + 1)));
                for (int n = i == 3 ? 20 : 0; n > 0 && !damaged.isEmpty(); --n)
                    damaged[random.bounded(int(damaged.size()))] = char(random.bounded(256));
                for (NewDocument document : {received(damaged), sent(damaged)}) {
                    QVERIFY(!document.recipient.isEmpty());
                    QVERIFY(document.headers.size() <= 200);
                    QVERIFY(document.body.isValidUtf16());
                    document.key = StoreKey::make(1, 1);
                    const auto json =
                        QJsonDocument::fromJson(wire::store(Form::Documented, document).content);
                    QCOMPARE(json[u"body"].toString(), document.body);
                    QCOMPARE(json[u"subject"].toString(), document.subject);
                }
            }
            ++count;
        }
        QVERIFY(count > 50);
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestOutgoing)
#include "tst_outgoing.moc"
