// SPDX-License-Identifier: GPL-3.0-or-later
#include "parsing.h"

#include <QtCore/QRandomGenerator>

using namespace digidig::imapproto;

namespace {

/// Bytes with NUL among them.
QByteArray operator""_b(const char *text, size_t size)
{
    return QByteArray(text, qsizetype(size));
}

ReceiverLimits small()
{
    ReceiverLimits limits;
    limits.lineBytes = 40;
    limits.literalBytes = 20;
    limits.literalsBytes = 30;
    limits.appendLiteralBytes = 100;
    limits.appendLiteralsBytes = 150;
    limits.literals = 3;
    limits.discardBytes = 1000;
    return limits;
}

} // namespace

class TestImapReceiver : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stream_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArrayList>("expected");
        using L = QByteArrayList;
        const auto row = [](const char *name, const QByteArray &bytes, const L &expected) {
            QTest::newRow(name) << bytes << expected;
        };
        row("plain", "a NOOP\r\nb LOGOUT\r\n", {"C a NOOP", "C b LOGOUT"});
        row("LF alone", "a NOOP\nb NOOP\n", {"C a NOOP", "C b NOOP"});
        row("empty lines", "\r\n\na NOOP\r\n\r\n", {"C a NOOP"});
        row("CR inside stays", "a NO\rOP\r\r\n", {"C a NO\rOP\r"});
        row("synchronising", "a LOGIN {3}\r\nfoo {4}\r\nb\"ar\r\n",
            {"+ 3", "+ 4", "C a LOGIN {3} {4} |8+3 foo| |12+3 b\"ar|"});
        row("non-synchronising", "a LOGIN {3+}\r\nfoo {4+}\r\nb\r\nr\r\n",
            {"C a LOGIN {3+} {4+} |8+4 foo| |13+4 b\r\nr|"});
        row("literal8", "a APPEND x ~{3}\r\na\0b\r\n"_b,
            {"+APPEND 3", "C a APPEND x ~{3} |11+4~a\0b|"_b});
        row("empty literals", "a LOGIN {0+}\r\n {0}\r\n\r\n",
            {"+ 0", "C a LOGIN {0+} {0} |8+4 | |13+3 |"});
        row("in quotes it is none", "a LOGIN \"x{3}\r\nb NOOP\r\n",
            {"C a LOGIN \"x{3}", "C b NOOP"});
        row("escaped quotes", "a LOGIN \"x\\\"\" {1}\r\n!\r\n",
            {"+ 1", "C a LOGIN \"x\\\"\" {1} |14+3 !|"});
        row("no digits", "a X {}\r\nb X {+}\r\nc X {x}\r\nd X {-1}\r\n",
            {"C a X {}", "C b X {+}", "C c X {x}", "C d X {-1}"});
        row("NUL", "a NO\0OP\r\nb NOOP\r\n"_b, {"R a NUL in a command", "C b NOOP"});
        row("line just fits", "a " + QByteArray(38, 'x') + "\r\nb NOOP\r\n",
            {"C a " + QByteArray(38, 'x'), "C b NOOP"});
        row("line too long", "a " + QByteArray(39, 'x') + "\r\nb NOOP\r\n",
            {"R a Command line too long", "C b NOOP"});
        row("much too long", "a " + QByteArray(500, 'x') + "\r\nb NOOP\r\n",
            {"R a Command line too long", "C b NOOP"});
        row("too long, then a literal that waits",
            "a " + QByteArray(500, 'x') + " {5}\r\nb NOOP\r\n",
            {"R a Command line too long", "C b NOOP"});
        row("too long, then a literal that comes",
            "a " + QByteArray(500, 'x') + " {9+}\r\nx NOOP\r\n\r {2+}\r\n\r\n tail\r\nb NOOP\r\n",
            {"R a Command line too long", "C b NOOP"});
        row("no tag in sight", QByteArray(200, 'x') + "\r\nb NOOP\r\n",
            {"R  Command line too long", "C b NOOP"});
        row("literals grow the line",
            "a {1+}\r\n1{1+}\r\n1 " + QByteArray(30, 'x') + "\r\nb NOOP\r\n",
            {"R a Command line too long", "C b NOOP"});
        row("endless line", "a " + QByteArray(5000, 'x'), {"X a Command line too long"});
        row("literal just fits", "a X {20}\r\n" + QByteArray(20, 'y') + "\r\n",
            {"+ 20", "C a X {20} |4+4 " + QByteArray(20, 'y') + '|'});
        row("literal too large", "a X {21}\r\nb NOOP\r\n", {"R a Literal too large", "C b NOOP"});
        row("comes all the same", "a X {21+}\r\n123456789012345678901 y\r\nb NOOP\r\n",
            {"R a Literal too large", "C b NOOP"});
        row("comes in numbers", "a X {1001+}\r\nb NOOP\r\n", {"X a Literal too large"});
        row("beyond any number", "a X {99999999999999999999999}\r\nb NOOP\r\n",
            {"R a Literal too large", "C b NOOP"});
        row("beyond any number, coming", "a X {99999999999999999999999+}\r\nb NOOP\r\n",
            {"X a Literal too large"});
        row("digits without end", "a X {" + QByteArray(300, '9') + "+}\r\nb NOOP\r\n",
            {"X a Command line too long"});
        row("together too large", "a X {20+}\r\n" + QByteArray(20, 'y') + " {11}\r\nb NOOP\r\n",
            {"R a Command too large", "C b NOOP"});
        row("too many", "a X {1+}\r\n1{1+}\r\n2{1+}\r\n3{1+}\r\n4\r\nb NOOP\r\n",
            {"R a Too many literals", "C b NOOP"});
        row("message just fits", "a append x {100+}\r\n" + QByteArray(100, 'm') + "\r\n",
            {"C a append x {100+} |11+6 " + QByteArray(100, 'm') + '|'});
        row("message too large", "a APPEND x {101}\r\nb NOOP\r\n",
            {"R a Message too large", "C b NOOP"});
        row("messages too large",
            "a APPEND x {100+}\r\n" + QByteArray(100, 'm') + " {51}\r\nb NOOP\r\n",
            {"R a Command too large", "C b NOOP"});
        row("not APPEND", "a APPENDIX x {21}\r\n", {"R a Literal too large"});
        row("tag with +", "a+b X {21}\r\n", {"R  Literal too large"});
    }
    void stream()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArrayList, expected);
        for (qsizetype step :
            {bytes.size(), qsizetype(1), qsizetype(2), qsizetype(3), qsizetype(7)}) {
            Receiver receiver(small());
            QCOMPARE(receive(receiver, bytes, step), expected);
        }
    }

    void literalMinus()
    {
        ReceiverLimits limits;
        limits.nonSyncBytes = 4096;
        Receiver receiver(limits);
        QCOMPARE(receive(receiver,
                     "a APPEND x {4097+}\r\n" + QByteArray(4097, 'm') + "\r\nb X {4096+}\r\n"
                         + QByteArray(4096, 'm') + "\r\nc X {4097}\r\n",
                     1000),
            (QByteArrayList{"R a Non-synchronizing literal too large",
                "C b X {4096+} |4+7 " + QByteArray(4096, 'm') + '|', "+ 4097"}));
    }

    void restIsLeftForWhatComesNext()
    {
        Receiver receiver;
        QByteArrayView input = "a STARTTLS\r\nb LOGIN evil evil\r\n";
        QVERIFY(std::holds_alternative<RawCommand>(receiver.next(input)));
        QCOMPARE(input, QByteArrayView("b LOGIN evil evil\r\n"));
        QVERIFY(!receiver.midway());
    }

    void expectedLines()
    {
        Receiver receiver(small());
        receiver.expectLine(10);
        QCOMPARE(receive(receiver, "\r\na NOOP\r\n", 100), (QByteArrayList{"L ", "C a NOOP"}));
        receiver.expectLine(10);
        QCOMPARE(receive(receiver, "x \"{5}\r\na NOOP\r\n", 1),
            (QByteArrayList{"L x \"{5}", "C a NOOP"}));
        receiver.expectLine(10);
        QCOMPARE(receive(receiver, "12345678901\r\na NOOP\r\n", 3),
            (QByteArrayList{"R  Command line too long", "C a NOOP"}));
        receiver.expectLine(100);
        QCOMPARE(receive(receiver, QByteArray(100, '=') + "\r\n", 3),
            (QByteArrayList{"L " + QByteArray(100, '=')}));
        receiver.expectLine(100);
        QCOMPARE(receive(receiver, QByteArray(101, '=') + "\n", 3),
            (QByteArrayList{"R  Command line too long"}));
    }

    void abandonedBeforeTheLiteral()
    {
        Receiver receiver;
        QCOMPARE(receive(receiver, "a APPEND \"no such\" (\\Seen) {5}\r\n", 100),
            QByteArrayList{"+APPEND 5"});
        QCOMPARE(receiver.pending(), QByteArrayView("a APPEND \"no such\" (\\Seen) "));
        QCOMPARE(receiver.tag(), QByteArray("a"));
        QVERIFY(receiver.midway());
        receiver.abandon();
        QVERIFY(!receiver.midway());
        QCOMPARE(receive(receiver, "b NOOP\r\n", 100), QByteArrayList{"C b NOOP"});
    }

    void announcedLiteralTakesNoMemory()
    {
        Receiver receiver;
        QCOMPARE(receive(receiver, "a APPEND x {50000000}\r\nabc", 100),
            QByteArrayList{"+APPEND 50000000"});
        QVERIFY2(receiver.held() < 256 * 1024, QByteArray::number(receiver.held()));
    }

    void refusedCommandHoldsNothing()
    {
        ReceiverLimits limits;
        limits.discardBytes = limits.discardLineBytes = 1LL << 40;
        Receiver receiver(limits);
        const QByteArray much(1 << 20, 'x');
        QVERIFY(receive(receiver, "a " + much, 4096).isEmpty());
        for (int i = 0; i < 20; ++i)
            QVERIFY(receive(receiver, much, 4096).isEmpty());
        QVERIFY2(receiver.held() < 256 * 1024, QByteArray::number(receiver.held()));
    }

    void lineWithoutEndIsCut()
    {
        Receiver receiver;
        const QByteArray much(1 << 20, 'x');
        const QByteArrayList first = receive(receiver, "a " + much, 4096);
        QByteArrayView more(much);
        const Reception second = receiver.next(more);
        const auto *refused = std::get_if<Refused>(&second);
        QVERIFY(first.isEmpty() && refused != nullptr);
        QVERIFY(refused->close);
        QVERIFY(refused->reason == Refused::Reason::LineTooLong);
    }

    void literalIsShared()
    {
        const QByteArray message(100'000, 'm');
        const RawCommand raw = rawCommand("a APPEND INBOX {100000+}\r\n" + message + "\r\n");
        const auto result = parseCommand(raw, {});
        const auto &append = std::get<Append>(std::get<TaggedCommand>(result).command);
        QCOMPARE(append.messages.at(0).bytes, message);
        QCOMPARE(append.messages.at(0).bytes.constData(), raw.literals.at(0).bytes.constData());
    }

    /// Bytes that mean nothing: the same is seen of them however they are chopped.
    void sameInAnyPieces()
    {
        QRandomGenerator random(20260101);
        const QByteArrayList words{"a ", "\r\n", "\n", "{3}", "{2+}", "~{4+}", "\"", "\\", "x",
            "\r", " ", "APPEND ", "b APPEND x ", QByteArray(1, '\0'), "{99}", "{999+}", "}", "{",
            "\xff", "NOOP"};
        for (int round = 0; round < 3000; ++round) {
            QByteArray bytes;
            for (int n = random.bounded(40); n >= 0; --n)
                bytes += words[random.bounded(int(words.size()))];
            Receiver whole(small());
            const QByteArrayList expected = receive(whole, bytes, bytes.size());
            const qsizetype step = 1 + random.bounded(9);
            Receiver chopped(small());
            QCOMPARE(receive(chopped, bytes, step), expected);
            QCOMPARE(chopped.midway(), whole.midway());
        }
    }
};

QTEST_APPLESS_MAIN(TestImapReceiver)
#include "tst_imapreceiver.moc"
