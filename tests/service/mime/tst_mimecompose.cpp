// SPDX-License-Identifier: GPL-3.0-or-later
#include "invariants.h"

#include "mime/compose.h"

#include <QtTest/QtTest>

using namespace digidig::mime;

class TestMimeCompose : public QObject {
    Q_OBJECT

private:
    static Compose sample()
    {
        Compose input;
        input.sender = QStringLiteral("\"Müller, Jörg\" <jm@example.com>");
        input.recipients = {QStringLiteral("a@example.com"), QStringLiteral("Béa <b@example.com>")};
        input.subject =
            QStringLiteral("Příliš žluťoučký kůň úpěl ďábelské ódy, a ještě jednou a zas 😀");
        input.body = QStringLiteral("Hello\n");
        input.dateMs = 1'700'000'000'000;
        return input;
    }

    static bool lineLimits(const QByteArray &raw)
    {
        for (const QByteArray &line : raw.split('\n')) {
            if (line.size() > 999)
                return false;
        }
        return raw.count('\n') == raw.count("\r\n");
    }

private Q_SLOTS:
    void roundTrip()
    {
        const Compose input = sample();
        const QByteArray raw = compose(input);
        QCOMPARE(compose(input), raw);
        const Message message = parse(raw);
        QCOMPARE(Invariants::violated(raw, message), QString());
        QCOMPARE(message.subject, input.subject);
        QCOMPARE(message.sender,
            Address({QStringLiteral("Müller, Jörg"), QStringLiteral("jm@example.com")}));
        QCOMPARE(message.to.size(), 2);
        QCOMPARE(message.to[1], Address({QStringLiteral("Béa"), QStringLiteral("b@example.com")}));
        QCOMPARE(message.dateMs, std::optional<qint64>(input.dateMs));
        QVERIFY(message.messageId.endsWith(QStringLiteral("@example.com")));
        QVERIFY(raw.startsWith("From: "));
        QVERIFY(!message.hasHtml);

        Compose other = input;
        other.body += u'x';
        QVERIFY(parse(compose(other)).messageId != message.messageId);
        other.messageId = QStringLiteral("<given@x>");
        QCOMPARE(parse(compose(other)).messageId, QStringLiteral("given@x"));
    }

    void body_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QByteArray>("encoding");
        const auto row = [](const char *name, const QString &body, const char *encoding) {
            QTest::newRow(name) << body << QByteArray(encoding);
        };
        row("empty", {}, "7bit");
        row("no line end", QStringLiteral("Hello"), "7bit");
        row("line ends", QStringLiteral("\n\nHello \n\tworld\n\n"), "7bit");
        row("From and dot", QStringLiteral("From me\n.\n--\n"), "7bit");
        row("long line", QString(2000, u'x'), "7bit");
        row("some accents", QStringLiteral("A few áccents = in a mostly plain text \nand more"),
            "quoted-printable");
        row("trailing space", QStringLiteral("á and more plain text here \t\nx "),
            "quoted-printable");
        row("czech", QStringLiteral("ěščřžýáíé\n"), "base64");
        row("japanese", QStringLiteral("漢字かな\n漢字"), "base64");
        row("emoji", QString::fromUtf8("plain text with one 😀 in it, and more of it"),
            "quoted-printable");
        row("looks encoded", QStringLiteral("=?utf-8?q?x?= =20 &amp;"), "7bit");
        row("equals at 76", QStringLiteral("á") + QString(73, u'x') + QStringLiteral("==\nyy"),
            "quoted-printable");
        row("long accented line", QStringLiteral("xxxxxxxxxá").repeated(300), "quoted-printable");
    }
    void body()
    {
        QFETCH(QString, body);
        QFETCH(QByteArray, encoding);
        if (body.size() == 2000)
            encoding = "quoted-printable";
        Compose input = sample();
        input.body = body;
        const QByteArray raw = compose(input);
        const Message message = parse(raw);
        QCOMPARE(message.root.encoding, encoding);
        QCOMPARE(message.text, body);
        QVERIFY(lineLimits(raw));
        if (encoding != "7bit") {
            for (const QByteArray &line : raw.mid(message.root.bodyBegin).split('\n'))
                QVERIFY(line.trimmed().size() <= 76);
        }
    }

    void html()
    {
        Compose input = sample();
        input.body = QStringLiteral("\n<!DOCTYPE html><html><p>Hi</p></html>");
        const Message message = parse(compose(input));
        QVERIFY(message.hasHtml);
        QCOMPARE(message.text, QStringLiteral("Hi"));
    }

    void injection()
    {
        Compose input = sample();
        input.subject = QStringLiteral("x\r\nBcc: evil@example.com\r\n\r\nbody");
        input.sender = QStringLiteral("a@b\r\nX-Evil: 1");
        input.headers = {{QStringLiteral("X-Ok"), QStringLiteral("1\n2")},
            {QStringLiteral("X Bad"), QStringLiteral("1")},
            {QStringLiteral("X-Bad:\r\nY"), QStringLiteral("1")},
            {QStringLiteral("Content-Type"), QStringLiteral("text/x-evil")},
            {QStringLiteral("reply-to"), QStringLiteral("Ž <z@x>")},
            {QStringLiteral("X-Long"), QStringLiteral("word ").repeated(300) + u'.'},
            {QStringLiteral("date"), QStringLiteral("Fri, 21 Nov 1997 09:55:06 +0000")}};
        const QByteArray raw = compose(input);
        const Message message = parse(raw);
        QVERIFY(message.bcc.isEmpty());
        QCOMPARE(message.subject, QStringLiteral("x Bcc: evil@example.com body"));
        QVERIFY(lineLimits(raw));
        QStringList names;
        for (const auto &header : message.headers)
            names += QString::fromLatin1(header.first);
        QCOMPARE(names.join(u' '),
            QStringLiteral("From To Subject Date Message-ID X-Ok reply-to X-Long "
                           "MIME-Version Content-Type Content-Transfer-Encoding"));
        QCOMPARE(message.replyTo.value(0).name, QStringLiteral("Ž"));
        QCOMPARE(message.headers[5].second, QByteArray("1 2"));
        QCOMPARE(message.headers[7].second, QByteArray("word ").repeated(300) + '.');
        QCOMPARE(message.dateMs, std::optional<qint64>(880'106'106'000));
        QCOMPARE(message.text, input.body);
    }
};

QTEST_GUILESS_MAIN(TestMimeCompose)
#include "tst_mimecompose.moc"
