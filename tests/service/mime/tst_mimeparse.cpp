// SPDX-License-Identifier: GPL-3.0-or-later
#include "invariants.h"

#include "mime/message.h"

#include <QtCore/QDateTime>
#include <QtTest/QtTest>

using namespace digidig::mime;

namespace {

QByteArray crlf(QByteArray text)
{
    return text.replace("\n", "\r\n");
}

QByteArray cut(const QByteArray &raw, const Part *part)
{
    return part ? raw.mid(part->bodyBegin, part->size()) : QByteArray("<no such part>");
}

/// RFC 9051 §6.4.5.1 gives this tree as its example of section numbers.
QByteArray sectionExample()
{
    return crlf("Subject: outer\nContent-Type: multipart/mixed; boundary=a\n\n"
                "preamble\n--a\n\none\n"
                "--a\nContent-Type: application/octet-stream\n\ntwo\n"
                "--a\nContent-Type: message/rfc822\n\n"
                "Subject: third\nContent-Type: multipart/mixed; boundary=b\n\n"
                "--b\n\nthree-one\n--b\nContent-Type: application/octet-stream\n\nthree-two\n"
                "--b--\n\n"
                "--a\nContent-Type: multipart/mixed; boundary=c\n\n"
                "--c\nContent-Type: image/gif\n\nfour-one\n"
                "--c\nContent-Type: message/rfc822\n\n"
                "Subject: nested\nContent-Type: multipart/mixed; boundary=d\n\n"
                "--d\n\nfour-two-one\n"
                "--d\nContent-Type: multipart/alternative; boundary=dd\n\n"
                "--dd\n\nfour-two-two-one\n--dd\nContent-Type: text/richtext\n\nfour-two-two-two\n"
                "--dd--\n--d--\n--c--\n--a--\nepilogue\n");
}

} // namespace

class TestMimeParse : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sections_data()
    {
        QTest::addColumn<QByteArray>("number");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("1") << QByteArray("1") << QByteArray("one");
        QTest::newRow("2") << QByteArray("2") << QByteArray("two");
        QTest::newRow("3.1") << QByteArray("3.1") << QByteArray("three-one");
        QTest::newRow("3.2") << QByteArray("3.2") << QByteArray("three-two");
        QTest::newRow("4.1") << QByteArray("4.1") << QByteArray("four-one");
        QTest::newRow("4.2.1") << QByteArray("4.2.1") << QByteArray("four-two-one");
        QTest::newRow("4.2.2.1") << QByteArray("4.2.2.1") << QByteArray("four-two-two-one");
        QTest::newRow("4.2.2.2") << QByteArray("4.2.2.2") << QByteArray("four-two-two-two");
    }
    void sections()
    {
        QFETCH(QByteArray, number);
        QFETCH(QByteArray, body);
        for (const bool bare : {false, true}) {
            QByteArray raw = sectionExample();
            if (bare)
                raw.replace("\r\n", "\n");
            const Message message = parse(raw);
            QCOMPARE(Invariants::violated(raw, message), QString());
            QCOMPARE(cut(raw, message.root.find(number)), body);
            QCOMPARE(message.partCount, 15);
            QCOMPARE(message.text, QStringLiteral("one"));
            QCOMPARE(message.root.find("")->mimeType(), QByteArray("multipart/mixed"));
            QVERIFY(message.root.find("4.2")->isMessage());
            QVERIFY(!message.root.find("5"));
            QVERIFY(message.searchText.contains(QStringLiteral("Subject: nested")));
            QVERIFY(message.searchText.contains(QStringLiteral("four-two-two-two")));
            QVERIFY(!message.searchText.contains(QStringLiteral("outer")));
        }
    }

    /// The ENVELOPE example of RFC 9051 §7.5.2, and its BODY.
    void wire()
    {
        const QByteArray raw =
            crlf("Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\n"
                 "From: Terry Gray <gray@cac.washington.edu>\n"
                 "Subject: IMAP4rev2 WG mtg summary and minutes\n"
                 "To: imap@cac.washington.edu\n"
                 "cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\n"
                 "Message-Id: <B27397-0100000@cac.washington.edu>\n"
                 "MIME-Version: 1.0\nContent-Type: TEXT/PLAIN; CHARSET=US-ASCII\n\nhi\n");
        const Message message = parse(raw);
        QCOMPARE(message.envelope,
            QByteArray("(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" "
                       "\"IMAP4rev2 WG mtg summary and minutes\" "
                       "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
                       "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
                       "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
                       "((NIL NIL \"imap\" \"cac.washington.edu\")) "
                       "((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")"
                       "(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL "
                       "\"<B27397-0100000@cac.washington.edu>\")"));
        QCOMPARE(message.body,
            QByteArray("(\"text\" \"plain\" (\"charset\" \"US-ASCII\") NIL NIL \"7bit\" 4 1)"));
        QCOMPARE(message.dateMs, std::optional<qint64>(837'595'405'000));
    }

    void bodyStructure()
    {
        const QByteArray raw =
            crlf("Content-Type: multipart/mixed; boundary=x\nContent-Language: en, cs\n\n--x\n"
                 "Content-Type: application/pdf; name*=utf-8''%C5%BElu%C5%A5.pdf\n"
                 "Content-Transfer-Encoding: BASE64\nContent-ID: <a@b>\nContent-MD5: Q2hlY2s=\n"
                 "Content-Description: say \"hi\"\nContent-Location: http://x/\n"
                 "Content-Disposition: attachment; filename=\"a.pdf\"; size=3\n\nQUJD\n--x\n"
                 "Content-Type: message/rfc822\n\nSubject: in\n\nbody\n--x--\n");
        QCOMPARE(parse(raw).bodyStructure,
            QByteArray(
                "((\"application\" \"pdf\" (\"name*\" \"utf-8''%C5%BElu%C5%A5.pdf\") \"<a@b>\" "
                "\"say \\\"hi\\\"\" \"base64\" 4 \"Q2hlY2s=\" (\"attachment\" "
                "(\"filename\" \"a.pdf\" \"size\" \"3\")) NIL \"http://x/\")"
                "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 19 "
                "(NIL \"in\" NIL NIL NIL NIL NIL NIL NIL NIL) "
                "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 4 0 NIL NIL NIL NIL) 2 "
                "NIL NIL NIL NIL) \"mixed\" (\"boundary\" \"x\") NIL (\"en\" \"cs\") NIL)"));
    }

    /// RFC 5322 appendix A.1 to A.6, and what is found in place of addresses.
    void addresses_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QStringList>("expected");
        const auto row = [](const char *name, const char *field, const QStringList &expected) {
            QTest::newRow(name) << QByteArray(field) << expected;
        };
        row("A.1.2", "Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
            {QStringLiteral("Mary Smith|mary@x.test"), QStringLiteral("|jdoe@example.org"),
                QStringLiteral("Who?|one@y.test")});
        row("A.1.2 quoted", "<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net>",
            {QStringLiteral("|boss@nil.test"),
                QStringLiteral("Giant; \"Big\" Box|sysservices@example.net")});
        row("A.1.3 group",
            "A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;, x@y.test",
            {QStringLiteral("Ed Jones|c@a.test"), QStringLiteral("|joe@where.test"),
                QStringLiteral("John|jdoe@one.test"), QStringLiteral("|x@y.test")});
        row("A.1.3 empty group", "Undisclosed recipients:;", {});
        row("A.5 comments",
            "Pete(A nice \\) chap) <pete@silly.test>, "
            "(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;",
            {QStringLiteral("Pete|pete@silly.test")});
        row("A.6.1 route",
            "Mary Smith <@node.test,@b.test:mary@example.net>, , jdoe@test  . example",
            {QStringLiteral("Mary Smith|mary@example.net"), QStringLiteral("|jdoe@test.example")});
        row("comment as name", "jdoe@example.org (John Doe)",
            {QStringLiteral("John Doe|jdoe@example.org")});
        row("the last comment as name", "jdoe(one)@(two)example.org (John (nested) Doe)",
            {QStringLiteral("John (nested) Doe|jdoe@example.org")});
        row("encoded comma", "=?iso-8859-1?Q?Doe,_J=F6rg?= <j@x>",
            {QStringLiteral("Doe, Jörg|j@x")});
        row("encoded in quotes", "\"=?utf-8?B?xb5sdcWl?=\" <j@x>", {QStringLiteral("žluť|j@x")});
        row("raw UTF-8", "J\xc3\xb6rg <j\xc3\xb6rg@m\xc3\xbcller.de>",
            {QStringLiteral("Jörg|jörg@müller.de")});
        row("no brackets", "John Doe john@x.test", {QStringLiteral("John Doe|john@x.test")});
        row("not closed", "John <john@x.test, b@c",
            {QStringLiteral("John|john@x.test"), QStringLiteral("|b@c")});
        row("open quote", "\"John <john@x.test>", {QStringLiteral("\"John|john@x.test")});
        row("quoted local part", "\"a b\"@x.test", {QStringLiteral("|\"a b\"@x.test")});
        row("two at", "a@b@c.test", {QStringLiteral("|a@b@c.test")});
    }
    void addresses()
    {
        QFETCH(QByteArray, field);
        QFETCH(QStringList, expected);
        const QByteArray raw = "To: " + field + "\r\n\r\n";
        const Message message = parse(raw);
        QCOMPARE(Invariants::violated(raw, message), QString());
        QStringList found;
        for (const Address &address : message.to)
            found += address.name + u'|' + address.address;
        QCOMPARE(found, expected);
    }

    void groupOnTheWire()
    {
        QVERIFY(parse("To: A \"b\" : x@y, \"q \\\" r\"@z;\r\n\r\n")
                    .envelope.contains("((NIL NIL \"A b\" NIL)(NIL NIL \"x\" \"y\")"
                                       "(NIL NIL \"q \\\" r\" \"z\")(NIL NIL NIL NIL))"));
    }

    void routeOnTheWire()
    {
        QVERIFY(parse("To: A <@node.test, @b.test : x@y>\r\n\r\n")
                    .envelope.contains("((\"A\" \"@node.test,@b.test\" \"x\" \"y\"))"));
    }

    /// A field in its obsolete form looks like the line of an mbox.
    void fromWithSpaceIsAField()
    {
        QVERIFY(
            parse("From  : John <x@y>\r\n\r\n").envelope.contains("((\"John\" NIL \"x\" \"y\"))"));
    }

    void commentsInParameters()
    {
        const auto type = [](const QByteArray &value) {
            return parse("Content-Type: " + value + "\r\n\r\n").body;
        };
        const char *utf8 = "(\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" 0 0)";
        QCOMPARE(type("(a) text (b) / (c) plain (d); (e) charset (f) = (g) utf-8"), utf8);
        QCOMPARE(type("text/plain; charset=utf-8 (Plain text)"), utf8);
        QCOMPARE(type("text/plain; charset=\"utf-8\" (Plain text)"), utf8);
        QCOMPARE(type("application/pdf; name=report (1).pdf"),
            "(\"application\" \"pdf\" (\"name\" \"report (1).pdf\") NIL NIL \"7bit\" 0)");
    }

    /// What a report says is searched like any text.
    void reportsAreSearched()
    {
        const Message message = parse(crlf("Content-Type: multipart/report; boundary=r\n\n--r\n\n"
                                           "note\n--r\nContent-Type: message/delivery-status\n\n"
                                           "Final-Recipient: rfc822; nobody@x.test\n--r--\n"));
        QVERIFY(message.searchText.contains(QStringLiteral("rfc822; nobody@x.test")));
        QCOMPARE(message.text, QStringLiteral("note"));
    }

    void dates_data()
    {
        QTest::addColumn<QByteArray>("date");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *date, const char *expected) {
            QTest::newRow(name) << QByteArray(date) << QString::fromLatin1(expected);
        };
        row("RFC 5322", "Fri, 21 Nov 1997 09:55:06 -0600", "1997-11-21T15:55:06Z");
        row("no weekday, no seconds", "21 Nov 1997 09:55 +0000", "1997-11-21T09:55:00Z");
        row("obsolete zone", "21 Nov 97 09:55:06 GMT", "1997-11-21T09:55:06Z");
        row("with comment", "Thu, 13 Feb 1969 23:32:00 -0330 (Newfoundland Time)",
            "1969-02-14T03:02:00Z");
        row("comments in the time", "Fri, 21 Nov 1997 09(c (o) \\) m):   55  :  06 -0600",
            "1997-11-21T15:55:06Z");
        row("comment without end", "Fri, 21 Nov 1997 09:55:06 -0600 (a", "1997-11-21T15:55:06Z");
        row("asctime", "Fri Nov 21 09:55:06 1997", "1997-11-21T09:55:06Z");
        row("nonsense", "yesterday", "");
        row("empty", "", "");
    }
    void dates()
    {
        QFETCH(QByteArray, date);
        QFETCH(QString, expected);
        const auto ms = parse("Date: " + date + "\r\n\r\n").dateMs;
        QCOMPARE(ms ? QDateTime::fromMSecsSinceEpoch(*ms).toUTC().toString(Qt::ISODate) : QString(),
            expected);
    }

    void ids()
    {
        const Message message = parse("Message-ID: <a@b>\r\nIn-Reply-To: Your message <c@d>\r\n"
                                      "References: <1@x> junk\r\n <2@x><3@x>\r\n\r\n");
        QCOMPARE(message.messageId, QStringLiteral("a@b"));
        QCOMPARE(message.inReplyTo, QStringLiteral("c@d"));
        QCOMPARE(message.references,
            QStringList({QStringLiteral("1@x"), QStringLiteral("2@x"), QStringLiteral("3@x")}));
    }

    void degraded_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QByteArray &raw, const char *body,
                             const char *text) {
            QTest::newRow(name) << raw << QByteArray(body) << QString::fromLatin1(text);
        };
        const char *plain0 = "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 0 0)";
        row("empty", "", plain0, "");
        row("header only", "Subject: x", plain0, "");
        row("blank line", "\r\n", plain0, "");
        row("no header", "hello\r\nworld", "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 12 1)",
            "hello\nworld");
        row("mbox line", "From a@b Mon Jan  1 00:00:00 2024\nSubject: x\n\nhi",
            "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 2 0)", "hi");
        row("NUL", QByteArray("Subject: a\0b\r\n\r\nc\0d", 19),
            "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 0)", "cd");
        row("multipart without parts", "Content-Type: multipart/mixed; boundary=x\n\nhi\n",
            "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 1) \"mixed\")", "hi\n");
        row("multipart without boundary", "Content-Type: multipart/mixed\n\nhi\n",
            "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 1)", "hi\n");
        row("missing final boundary", "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhi\n",
            "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 1) \"mixed\")", "hi\n");
        row("prefix boundaries",
            "Content-Type: multipart/mixed; boundary=x\n\n--x\n"
            "Content-Type: multipart/mixed; boundary=xy\n\n--xy\n\nhi\n--xy--\n--x--\n",
            "(((\"text\" \"plain\" NIL NIL NIL \"7bit\" 2 0) \"mixed\") \"mixed\")", "hi");
        row("encoded message",
            "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nQUJD",
            "(\"application\" \"octet-stream\" NIL NIL NIL \"base64\" 4)", "");
        row("bad type", "Content-Type: text/\n\nhi",
            "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 2 0)", "hi");
        row("HTML only", "Content-Type: text/html\n\n<p>a<p>b",
            "(\"text\" \"html\" NIL NIL NIL \"7bit\" 8 0)", "a\n\nb");
    }
    void degraded()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QByteArray, body);
        QFETCH(QString, text);
        const Message message = parse(raw);
        QCOMPARE(Invariants::violated(raw, message), QString());
        QCOMPARE(message.body, body);
        QCOMPARE(message.text, text);
    }

    void attachments()
    {
        const QByteArray raw =
            crlf("Content-Type: multipart/mixed; boundary=m\n\n--m\n"
                 "Content-Type: multipart/related; boundary=r\n\n--r\n"
                 "Content-Type: multipart/alternative; boundary=a\n\n"
                 "--a\n\nplain\n--a\nContent-Type: text/html\n\n<b>html</b>\n--a--\n--r\n"
                 "Content-Type: image/png; name=logo.png\nContent-ID: <logo>\n\n\n--r--\n--m\n"
                 "Content-Type: text/plain; name=notes.txt\n\nnotes\n--m\n"
                 "Content-Type: application/pdf\nContent-Disposition: inline; "
                 "filename=\"..\\\\..\\\\evil.pdf\"\n\n\n--m--\n");
        const Message message = parse(raw);
        QCOMPARE(message.attachments, QByteArrayList({"2", "3"}));
        QCOMPARE(message.textPart, QByteArray("1.1.1"));
        QCOMPARE(message.htmlPart, QByteArray("1.1.2"));
        QVERIFY(message.hasHtml);
        QCOMPARE(message.text, QStringLiteral("plain"));
        QVERIFY(message.root.find("1.2")->isInline);
        QVERIFY(!message.root.find("1.2")->isAttachment);
        QCOMPARE(message.root.find("3")->fileName, QStringLiteral("evil.pdf"));
        QVERIFY(message.searchText.contains(QStringLiteral("logo.png")));
        QVERIFY(message.searchText.contains(QStringLiteral("notes\n")));
    }

    void preview()
    {
        QString body = QStringLiteral(" a \n\n\tb ");
        for (int i = 0; i < 300; ++i)
            body += QStringLiteral("😀");
        const Message message =
            parse("Content-Type: text/plain; charset=utf-8\n\n" + body.toUtf8());
        QCOMPARE(message.preview.toUcs4().size(), 200);
        QVERIFY(message.preview.startsWith(QStringLiteral("a b 😀")));
        QVERIFY(message.preview.endsWith(QStringLiteral("😀")));
    }

    void limits()
    {
        Limits limits;
        limits.maxHeaderBytes = 100;
        limits.maxTextBytes = 5;
        const QByteArray raw = "Subject: short\r\nX: " + QByteArray(200, 'x')
            + "\r\nTo: a@b\r\n\r\n\xc3\xa1\xc3\xa1\xc3\xa1\xc3\xa1";
        const Message message = parse(raw, limits);
        QVERIFY(message.truncated);
        QCOMPARE(message.subject, QStringLiteral("short"));
        QCOMPARE(message.headers.size(), 1);
        QCOMPARE(message.text, QStringLiteral("áá"));
        QCOMPARE(message.root.size(), 8);
    }

    /// What is built to hurt takes time in proportion to its size, and no more than its limits.
    void bombs_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QByteArray multiparts;
        QByteArray messages = "Content-Type: message/rfc822\n\n";
        for (int i = 0; i < 10'000; ++i) {
            const QByteArray b = "b" + QByteArray::number(i);
            multiparts += "Content-Type: multipart/mixed; boundary=" + b + "\n\n--" + b + "\n";
            messages += "Content-Type: message/rfc822\n\n";
        }
        QTest::newRow("10,000 nested multiparts") << multiparts;
        QTest::newRow("10,000 nested messages") << messages;
        QTest::newRow("200,000 parts") << "Content-Type: multipart/mixed; boundary=x\n\n"
                + QByteArray("--x\n\n").repeated(200'000);
        QTest::newRow("10 MB header field") << "Subject: " + QByteArray(10'000'000, 'x') + "\n\nhi";
        QTest::newRow("10 MB of header fields") << QByteArray("a:b\n").repeated(2'500'000) + "\nhi";
        QTest::newRow("folded header") << "To: x" + QByteArray("\n ,").repeated(3'000'000);
        QTest::newRow("open comments") << "To: " + QByteArray(1'000'000, '(');
        QTest::newRow("open quotes") << "To: " + QByteArray("\"<").repeated(500'000) + "x";
        QTest::newRow("colons") << "To: x@" + QByteArray(" :").repeated(500'000);
        QTest::newRow("encoded-words") << "Subject: " + QByteArray("=?a?q?").repeated(150'000);
        QTest::newRow("parameters")
            << "Content-Type: text/plain" + QByteArray(";a*1=\"").repeated(150'000);
        QTest::newRow("tags") << "Content-Type: text/html\n\n"
                + QByteArray("<a b=\"'<!--</script><").repeated(200'000);
        QTest::newRow("blobs") << "Subject: " + QByteArray("[a]").repeated(300'000);
#if defined(__SANITIZE_ADDRESS__)
        // The sanitizer looks at all that is left of the text for each search in it.
        constexpr qsizetype lines = 60'000;
#else
        constexpr qsizetype lines = 600'000;
#endif
        QTest::newRow("50 MB body") << "Content-Type: multipart/mixed; boundary=x\n\n--x\n\n"
                + (QByteArray(76, 'A') + "\r\n--y\r\n").repeated(lines) + "--x--\n";
    }
    void bombs()
    {
        QFETCH(QByteArray, raw);
        const Message message = parse(raw); // Anything quadratic runs into the test's time limit.
        QCOMPARE(Invariants::violated(raw, message), QString());
        QVERIFY(message.partCount <= 1051);
    }
};

QTEST_GUILESS_MAIN(TestMimeParse)
#include "tst_mimeparse.moc"
