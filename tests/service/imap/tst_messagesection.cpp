// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/messagesection.h"
#include "mime/message.h"

#include <QtTest/QTest>

using namespace digidig;
using imap::SectionText;

namespace {

const QByteArray Nested = "From: a@example.org\r\n"
                          "Content-Type: multipart/mixed; boundary=b\r\n"
                          "\r\n"
                          "--b\r\n"
                          "Content-Type: text/plain\r\n"
                          "\r\n"
                          "first\r\n"
                          "--b\r\n"
                          "Content-Type: message/rfc822\r\n"
                          "\r\n"
                          "Subject: inner\r\n"
                          "Content-Type: multipart/alternative; boundary=c\r\n"
                          "\r\n"
                          "--c\r\n"
                          "Content-Type: text/plain\r\n"
                          "\r\n"
                          "plain\r\n"
                          "--c\r\n"
                          "Content-Type: text/html\r\n"
                          "\r\n"
                          "<b>html</b>\r\n"
                          "--c--\r\n"
                          "--b--\r\n";

QByteArray section(const QByteArray &raw, const QByteArray &part, SectionText text)
{
    const mime::Message message = mime::parse(raw);
    const auto range = imap::sectionRange(message.root, part, text, raw.size());
    return range ? raw.mid(range->first, range->size()) : QByteArray("NIL");
}

} // namespace

class TestMessageSection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sectionsAreSlices_data()
    {
        QTest::addColumn<QByteArray>("part");
        QTest::addColumn<int>("text");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const char *part, SectionText text,
                             const char *bytes) {
            QTest::newRow(name) << QByteArray(part) << int(text) << QByteArray(bytes);
        };
        row("part", "1", SectionText::All, "first");
        row("mime", "1.", SectionText::Mime, "NIL");
        row("mime of a part", "1", SectionText::Mime, "Content-Type: text/plain\r\n\r\n");
        row("header of a part that is no message", "1", SectionText::Header, "NIL");
        row("header of a message in it", "2", SectionText::Header,
            "Subject: inner\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n");
        row("part of a message in it", "2.1", SectionText::All, "plain");
        row("second", "2.2", SectionText::All, "<b>html</b>");
        row("no such part", "3", SectionText::All, "NIL");
        row("below a leaf", "1.1", SectionText::All, "NIL");
    }
    void sectionsAreSlices()
    {
        QFETCH(QByteArray, part);
        QFETCH(int, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(section(Nested, part, SectionText(text)), expected);
    }

    void theMessageItself()
    {
        const QByteArray raw = "Subject: x\r\n\r\nbody\r\n";
        QCOMPARE(section(raw, {}, SectionText::All), raw);
        QCOMPARE(section(raw, {}, SectionText::Header), QByteArray("Subject: x\r\n\r\n"));
        QCOMPARE(section(raw, {}, SectionText::Text), QByteArray("body\r\n"));
        QCOMPARE(section(raw, "1", SectionText::All), QByteArray("body\r\n"));
    }

    void fieldsAreChosen_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArrayList>("names");
        QTest::addColumn<bool>("inverted");
        QTest::addColumn<QByteArray>("expected");
        const QByteArray header =
            "To: a\r\n b\r\nSubject: x\r\nto: c\r\nBroken line\r\nX : y\r\n\r\n";
        QTest::newRow("named") << header << QByteArrayList{"TO"} << false
                               << QByteArray("To: a\r\n b\r\nto: c\r\n\r\n");
        QTest::newRow("others") << header << QByteArrayList{"to", "x"} << true
                                << QByteArray("Subject: x\r\nBroken line\r\n\r\n");
        QTest::newRow("none") << header << QByteArrayList{"Cc"} << false << QByteArray("\r\n");
        QTest::newRow("white space before the colon")
            << header << QByteArrayList{"x"} << false << QByteArray("X : y\r\n\r\n");
        QTest::newRow("without an end")
            << QByteArray("A: 1\r\nB: 2") << QByteArrayList{"b"} << false << QByteArray("B: 2\r\n");
        QTest::newRow("nothing at all")
            << QByteArray() << QByteArrayList{"b"} << false << QByteArray();
        QTest::newRow("nothing but the end")
            << QByteArray("\r\n") << QByteArrayList{"b"} << true << QByteArray("\r\n");
    }
    void fieldsAreChosen()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArrayList, names);
        QFETCH(bool, inverted);
        QFETCH(QByteArray, expected);
        QCOMPARE(imap::selectedFields(header, names, inverted), expected);
    }
};

QTEST_APPLESS_MAIN(TestMessageSection)
#include "tst_messagesection.moc"
