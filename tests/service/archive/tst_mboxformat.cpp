// SPDX-License-Identifier: GPL-3.0-or-later
#include "collected.h"

#include "archive/mailsourcembox.h"
#include "core/clock.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <algorithm>
#include <cstring>

using namespace digidig;
using namespace digidig::archive;

namespace {

/// Gives @p data in pieces of at most @p step bytes.
ReadBytes piecewise(const QByteArray &data, qsizetype step)
{
    return [data, step, at = qsizetype(0)](
               char *buffer, qsizetype size) mutable -> core::Result<qsizetype> {
        const qsizetype count = std::min({size, step, data.size() - at});
        memcpy(buffer, data.constData() + at, size_t(count));
        at += count;
        return count;
    };
}

Collected mapped(const QByteArray &data)
{
    Collected found;
    mbox::read(QStringLiteral("box"), data, nullptr, found);
    return found;
}

Collected streamed(const QByteArray &data, qsizetype step, qint64 limit = 1 << 20)
{
    Collected found;
    mbox::readStream(QStringLiteral("box"), {}, piecewise(data, step), limit, found);
    return found;
}

QList<qint64> offsets(const Collected &found)
{
    QList<qint64> all;
    for (const Collected::One &one : found.messages)
        all.append(one.message.location.offset);
    return all;
}

} // namespace

class TestMboxFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messages_data();
    void messages();
    void dates_data();
    void dates();
    void quotes_data();
    void quotes();
    void status();
    void preamble();
    void emptyFile();
    void numbersAndOffsets();
    void tooLargeInStream();
    void stopsWhenAsked();
    void readErrorInStream();
    void mutations();
};

void TestMboxFormat::messages_data()
{
    QTest::addColumn<QByteArray>("mbox");
    QTest::addColumn<QByteArrayList>("wanted");

    const QByteArray from = "From a@b Sat Jan  3 01:05:34 1996\n";
    const QByteArray one = "Subject: 1\n\nbody\n";
    const QByteArray two = "Subject: 2\n\nother\n";
    QTest::newRow("two") << from + one + "\n" + from + two + "\n" << QByteArrayList{one, two};
    QTest::newRow("no empty line at the end")
        << from + one + "\n" + from + two << QByteArrayList{one, two};
    QTest::newRow("no line end at the end")
        << from + "Subject: 1\n\nbody" << QByteArrayList{"Subject: 1\n\nbody"};
    QTest::newRow("CRLF") << QByteArray(
        "From a Sat Jan 3 01:05:34 1996\r\nSubject: 1\r\n\r\nbody\r\n\r\n"
        "From a Sat Jan 3 01:05:34 1996\r\nSubject: 2\r\n\r\nother\r\n\r\n")
                          << QByteArrayList{
                                 "Subject: 1\r\n\r\nbody\r\n", "Subject: 2\r\n\r\nother\r\n"};
    QTest::newRow("header only") << from + "Subject: 1\n\n\n" + from + two
                                 << QByteArrayList{"Subject: 1\n\n", two};
    QTest::newRow("more empty lines stay")
        << from + one + "\n\n\n" + from + two << QByteArrayList{one + "\n\n", two};
    QTest::newRow("quoted, one level")
        << from + "A: b\n\n>From me\n>>From you\n> From\n>Frog\n"
        << QByteArrayList{"A: b\n\nFrom me\n>From you\n> From\n>Frog\n"};
    QTest::newRow("From in a body")
        << from + "A: b\n\ntext\n\nFrom here on it is text\nand more\n"
        << QByteArrayList{"A: b\n\ntext\n\nFrom here on it is text\nand more\n"};
    QTest::newRow("From without an empty line, no date")
        << from + "A: b\n\ntext\nFrom here:\nand more\n"
        << QByteArrayList{"A: b\n\ntext\nFrom here:\nand more\n"};
    QTest::newRow("From in the middle of a line")
        << from + "A: b\n\nwords From a Sat Jan  3 01:05:34 1996\n"
        << QByteArrayList{"A: b\n\nwords From a Sat Jan  3 01:05:34 1996\n"};
    QTest::newRow("no empty line before") << from + one + from + two << QByteArrayList{one, two};
    QTest::newRow("no date but a header")
        << QByteArray("From \nA: 1\n\nx\n\nFrom MAILER-DAEMON\nA: 2\n\ny\n")
        << QByteArrayList{"A: 1\n\nx\n", "A: 2\n\ny\n"};
    QTest::newRow("empty message between") << from + "\n" + from + one << QByteArrayList{"", one};
    QTest::newRow("only a From_ line") << from << QByteArrayList{""};
    QTest::newRow("cut in the From_ line")
        << from + one + "\nFrom a@b Sat Jan  3 01:05:34 1996" << QByteArrayList{one, ""};
    QTest::newRow("cut in the word") << from + one + "\nFro" << QByteArrayList{one + "\nFro"};
    QTest::newRow("NULs") << from + QByteArray("A: b\n\n\0\0\n\0From \n", 16)
                          << QByteArrayList{QByteArray("A: b\n\n\0\0\n\0From \n", 16)};
    const QByteArray huge =
        "A: " + QByteArray(300'000, 'x') + "\n\n" + QByteArray(300'000, 'y') + "\n";
    QTest::newRow("huge lines") << from + huge + "\n" + from + one << QByteArrayList{huge, one};
    const QByteArray hugeFrom =
        "From " + QByteArray(5000, 'x') + " Sat Jan  3 01:05:34 1996\nA: b\n";
    QTest::newRow("huge From_ line is text")
        << from + one + "\n" + hugeFrom << QByteArrayList{one + "\n" + hugeFrom};
    QTest::newRow("leading empty lines") << "\n\n" + from + one << QByteArrayList{one};
}

void TestMboxFormat::messages()
{
    QFETCH(const QByteArray, mbox);
    QFETCH(const QByteArrayList, wanted);

    const Collected whole = mapped(mbox);
    QCOMPARE(whole.raws(), wanted);
    QVERIFY(whole.failures.isEmpty());
    for (const qsizetype step : {1, 2, 3, 7, 64, 1 << 20}) {
        if (step < 64 && mbox.size() > 100'000)
            continue;
        const Collected stream = streamed(mbox, step);
        QCOMPARE(stream.raws(), wanted);
        QCOMPARE(offsets(stream), offsets(whole));
        QVERIFY(stream.failures.isEmpty());
    }
}

void TestMboxFormat::dates_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("wanted");

    QTest::newRow("asctime") << QByteArray("From a@b Sat Jan  3 01:05:34 1998")
                             << "1998-01-03T01:05:34Z";
    QTest::newRow("CR") << QByteArray("From a@b Sat Jan  3 01:05:34 1998\r")
                        << "1998-01-03T01:05:34Z";
    QTest::newRow("no seconds") << QByteArray("From a@b Sat Jan  3 01:05 1998")
                                << "1998-01-03T01:05:00Z";
    QTest::newRow("zone before the year")
        << QByteArray("From 12@xxx Mon Dec 31 23:59:60 +0100 2018") << "2018-12-31T22:59:59Z";
    QTest::newRow("zone behind the year")
        << QByteArray("From a Mon Dec 31 23:30:00 2018 -0130") << "2019-01-01T01:00:00Z";
    QTest::newRow("named zone") << QByteArray("From a Mon Dec 31 23:30:00 MET DST 2018")
                                << "2018-12-31T23:30:00Z";
    QTest::newRow("spaces in the sender")
        << QByteArray("From \"Jan May\" <a@b> Mon Dec 31 23:30:00 2018") << "2018-12-31T23:30:00Z";
    QTest::newRow("none") << QByteArray("From here on") << QString();
    QTest::newRow("32 January") << QByteArray("From a Sat Jan 32 01:05:34 1998") << QString();
    QTest::newRow("25 o'clock") << QByteArray("From a Sat Jan 3 25:05:34 1998") << QString();
    QTest::newRow("no year") << QByteArray("From a Sat Jan 3 01:05:34") << QString();
    QTest::newRow("year 99999999999")
        << QByteArray("From a Sat Jan 3 01:05:34 99999999999") << QString();
    QTest::newRow("before Unix") << QByteArray("From a Sat Jan 3 01:05:34 1896") << QString();
    QTest::newRow("ends at the month") << QByteArray("From a Sat Jan") << QString();
    QTest::newRow("empty") << QByteArray() << QString();
    QTest::newRow("10,000 words") << "From " + QByteArray("Jan ").repeated(10'000) << QString();
}

void TestMboxFormat::dates()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QString, wanted);
    const auto found = mbox::fromLineDate(line);
    QCOMPARE(found.has_value(), !wanted.isEmpty());
    if (found)
        QCOMPARE(core::rfc3339(*found), wanted);
}

void TestMboxFormat::quotes_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("wanted");

    QTest::newRow("first line") << QByteArray(">From a\n") << QByteArray("From a\n");
    QTest::newRow("deep") << QByteArray("\n>>>>From a\n>From b")
                          << QByteArray("\n>>>From a\nFrom b");
    QTest::newRow("within a line") << QByteArray("x >From a\n") << QByteArray("x >From a\n");
    QTest::newRow("not the word") << QByteArray(">From\n>from a\n")
                                  << QByteArray(">From\n>from a\n");
    QTest::newRow("CRLF") << QByteArray("\r\n>From a\r\n") << QByteArray("\r\nFrom a\r\n");
    QTest::newRow("lines of marks")
        << QByteArray(">").repeated(100'000) + "\n" + QByteArray(">").repeated(100'000) + "From "
        << QByteArray(">").repeated(100'000) + "\n" + QByteArray(">").repeated(99'999) + "From ";
    QTest::newRow("again on the line")
        << QByteArray(">From >From >From \n") << QByteArray("From >From >From \n");
}

void TestMboxFormat::quotes()
{
    QFETCH(const QByteArray, raw);
    QFETCH(const QByteArray, wanted);
    const auto found = mbox::unquoted(raw);
    QCOMPARE(found.has_value(), raw != wanted);
    QCOMPARE(found.value_or(raw), wanted);
}

void TestMboxFormat::status()
{
    mail::Flags flags;
    mbox::addStatus("status", "RO", &flags);
    QCOMPARE(flags.system, quint32(mail::Seen));
    mbox::addStatus("X-Status", "AFTD", &flags);
    QCOMPARE(flags.system,
        quint32(mail::Seen | mail::Answered | mail::Flagged | mail::Draft | mail::Deleted));
    mail::Flags none;
    mbox::addStatus("Status", "OD", &none);
    mbox::addStatus("X-Status", "R", &none);
    mbox::addStatus("Subject", "RAF", &none);
    QCOMPARE(none.system, 0U);
}

void TestMboxFormat::preamble()
{
    const QByteArray box = "This is not mail.\n\nFrom a Sat Jan  3 01:05:34 1998\nA: b\n\nc\n";
    for (const Collected &found : {mapped(box), streamed(box, 1), streamed(box, 1000)}) {
        QCOMPARE(found.raws(), QByteArrayList{"A: b\n\nc\n"});
        QCOMPARE(found.failures.size(), 1);
        QCOMPARE(found.failures.first().first.offset, 0);
    }
}

void TestMboxFormat::emptyFile()
{
    QCOMPARE(mapped({}).failures.size(), 1);
    QCOMPARE(streamed({}, 1).failures.size(), 1);
}

void TestMboxFormat::numbersAndOffsets()
{
    const QByteArray one = "From a Sat Jan  3 01:05:34 1998\nA: b\n\nc\n\n";
    const Collected found = mapped(one + one + one);
    QCOMPARE(offsets(found), (QList<qint64>{0, one.size(), 2 * one.size()}));
    QCOMPARE(found.messages[2].message.location.number, 3);
    QCOMPARE(found.messages[2].message.location.file, QStringLiteral("box"));
    QCOMPARE(found.messages[2].message.receivedMs.value_or(0), 883789534000);
}

void TestMboxFormat::tooLargeInStream()
{
    const QByteArray from = "From a Sat Jan  3 01:05:34 1998\n";
    const QByteArray small = "A: b\n\nc\n";
    const QByteArray box = from + small + "\n" + from + "A: big\n\n"
        + QByteArray("line\n").repeated(20'000) + "\n" + from + small;
    for (const qsizetype step : {1, 100, 4096, 1 << 20}) {
        const Collected found = streamed(box, step, 5000);
        // A large chunk may bring it whole; then it is for the importer to refuse.
        QCOMPARE(found.messages.size() + found.failures.size(), 3);
        QCOMPARE(found.messages.first().raw, small);
        QCOMPARE(found.messages.last().raw, small);
        QCOMPARE(
            found.messages.last().message.location.offset, box.size() - small.size() - from.size());
        QCOMPARE(found.messages.last().message.location.number, 3);
        if (step < 1 << 20) {
            QCOMPARE(found.failures.size(), 1);
            QCOMPARE(found.failures.first().second.errc, core::Errc::TooLarge);
            QCOMPARE(found.failures.first().first.offset, from.size() + small.size() + 1);
            QCOMPARE(found.failures.first().first.number, 2);
        }
    }
}

void TestMboxFormat::stopsWhenAsked()
{
    const QByteArray one = "From a Sat Jan  3 01:05:34 1998\nA: b\n\nc\n\n";
    Collected found;
    found.most = 2;
    mbox::read({}, one.repeated(10), nullptr, found);
    QCOMPARE(found.messages.size(), 2);
    Collected streaming;
    streaming.most = 2;
    mbox::readStream({}, {}, piecewise(one.repeated(10), 10), 1000, streaming);
    QCOMPARE(streaming.messages.size(), 2);
}

void TestMboxFormat::readErrorInStream()
{
    Collected found;
    bool first = true;
    mbox::readStream(
        QStringLiteral("box"), "From a Sat Jan  3 01:05:34 1998\nA: b\n\nc\n\n",
        [&](char *buffer, qsizetype) -> core::Result<qsizetype> {
            if (!std::exchange(first, false))
                return {core::Errc::Unavailable, QStringLiteral("gone")};
            buffer[0] = 'x';
            return 1;
        },
        1000, found);
    QCOMPARE(found.messages.size(), 0);
    QCOMPARE(found.failures.size(), 1);
    QCOMPARE(found.failures.first().first.number, 1);
}

/// Whatever the bytes are: nothing crashes, and the stream finds what the mapped file has.
void TestMboxFormat::mutations()
{
    QRandomGenerator random(20240607);
    const QByteArrayList words{"From ", "\n", "\r\n", "\n\n", ">",
        "From a Sat Jan  3 01:05:34 1998\n", "A: b\n", "Jan", "1998", ":", QByteArray(1, '\0'), "x",
        QByteArray(1200, 'z')};
    for (int round = 0; round < 3000; ++round) {
        QByteArray box = round % 2 ? QByteArray("From ") : QByteArray();
        for (int i = random.bounded(30); i > 0; --i)
            box += random.bounded(10) ? words[random.bounded(words.size())]
                                      : QByteArray(1, char(random.bounded(256)));
        const Collected whole = mapped(box);
        for (const qsizetype step : {1, 5, 4096}) {
            const Collected stream = streamed(box, step);
            QCOMPARE(stream.raws(), whole.raws());
            QCOMPARE(offsets(stream), offsets(whole));
            QCOMPARE(stream.failures.size(), whole.failures.size());
            (void)streamed(box, step, 20);
        }
    }
}

QTEST_GUILESS_MAIN(TestMboxFormat)
#include "tst_mboxformat.moc"
