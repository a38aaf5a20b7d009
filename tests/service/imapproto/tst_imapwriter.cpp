// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/writer.h"
#include "responsechecker.h"
#include "writerplay.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig::imapproto;

namespace {

QString operator""_q(const char16_t *text, size_t size)
{
    return QString(reinterpret_cast<const QChar *>(text), qsizetype(size));
}

constexpr Dialect Utf8{.rev2 = true};

NumberRanges ranges(std::initializer_list<quint32> numbers)
{
    NumberRanges out;
    for (quint32 number : numbers)
        out.add(number);
    return out;
}

/// What @p write puts after `* `.
template <typename F>
QByteArray token(F write, Dialect dialect = {})
{
    ResponseWriter writer(dialect);
    write(writer.untagged());
    writer.end();
    QByteArray line = writer.take();
    return line.startsWith("* ") && line.endsWith("\r\n") ? line.sliced(2).chopped(2) : "?" + line;
}

} // namespace

class TestImapWriter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void responses()
    {
        ResponseWriter w;
        w.status(Condition::Ok, ResponseCode::capability({"IMAP4rev1", "IMAP4rev2"}), u"ready");
        w.tagged("a1", Condition::No, "TRYCREATE", u"No such mailbox");
        w.tagged("a2", Condition::Ok, ResponseCode::appendUid(38505, ranges({3955})), u"done");
        w.tagged("a3", Condition::Ok,
            ResponseCode::copyUid(38505, ranges({304, 319, 320}), ranges({3956, 3957, 3958})),
            u"Done");
        w.tagged("a4", Condition::Ok, ResponseCode::modified(ranges({7, 9})), u"failed");
        w.status(Condition::Ok,
            ResponseCode::permanentFlags(
                {QStringLiteral("\\Deleted"), QStringLiteral("a b")}, true),
            u"Limited");
        w.status(Condition::Ok, ResponseCode::permanentFlags({}, false), u"None");
        w.status(Condition::Ok, ResponseCode::permanentFlags({}, true), u"Any");
        w.status(Condition::Ok, ResponseCode::number("UIDVALIDITY", 3857529045), u"UIDs valid");
        w.status(Condition::Ok, ResponseCode::mailboxId("F2212ea87"), u"Ok");
        w.status(Condition::Bye, {}, u"Logging out");
        w.status(Condition::PreAuth, {}, u"You");
        w.tagged("", Condition::Bad, {}, u"What");
        w.tagged("a+b", Condition::Bad, ResponseCode::of("BADCHARSET (US-ASCII UTF-8)"), u"What");
        w.continuation();
        w.continuation("Zm9v=");
        w.numbered(23, "EXISTS");
        w.untagged()
            .number(12)
            .atom("FETCH")
            .open()
            .atom("FLAGS")
            .flags({QStringLiteral("\\Seen")})
            .atom("UID")
            .number(7)
            .close()
            .end();
        w.untagged()
            .atom("LIST")
            .flags({})
            .string(QStringLiteral("/"))
            .mailbox(QStringLiteral("INBOX"))
            .end();
        w.untagged().atom("FETCH").open().atom("X").open(); // Left open.
        w.end();
        QCOMPARE(w.take(),
            QByteArray("* OK [CAPABILITY IMAP4rev1 IMAP4rev2] ready\r\n"
                       "a1 NO [TRYCREATE] No such mailbox\r\n"
                       "a2 OK [APPENDUID 38505 3955] done\r\n"
                       "a3 OK [COPYUID 38505 304,319:320 3956:3958] Done\r\n"
                       "a4 OK [MODIFIED 7,9] failed\r\n"
                       "* OK [PERMANENTFLAGS (\\Deleted \\*)] Limited\r\n"
                       "* OK [PERMANENTFLAGS ()] None\r\n"
                       "* OK [PERMANENTFLAGS (\\*)] Any\r\n"
                       "* OK [UIDVALIDITY 3857529045] UIDs valid\r\n"
                       "* OK [MAILBOXID (F2212ea87)] Ok\r\n"
                       "* BYE Logging out\r\n"
                       "* PREAUTH You\r\n"
                       "* BAD What\r\n"
                       "* BAD [BADCHARSET (US-ASCII UTF-8)] What\r\n"
                       "+ \r\n"
                       "+ Zm9v=\r\n"
                       "* 23 EXISTS\r\n"
                       "* 12 FETCH (FLAGS (\\Seen) UID 7)\r\n"
                       "* LIST () \"/\" INBOX\r\n"
                       "* FETCH (X ())\r\n"));
        QCOMPARE(w.size(), 0);
        QVERIFY(ResponseCode::copyUid(1, {}, {}).isEmpty());
        QVERIFY(ResponseCode::modified({}).isEmpty());
        QVERIFY(ResponseCode::appendUid(1, {}).isEmpty());
    }

    void textIsMadeSafe()
    {
        ResponseWriter w;
        w.status(Condition::Ok, {}, u"a\r\n* BYE b\0c\x7f d\u0159"_q);
        w.status(Condition::Ok, {}, u"[ALERT] x"_q);
        w.status(Condition::Ok, {}, u""_q);
        w.setDialect(Utf8);
        w.status(Condition::Ok, {}, u"d\u0159"_q);
        w.continuation("[ALERT] a\r\nb\xff");
        w.status(Condition::Ok, ResponseCode::of("X ]\r\n* BYE"), u"x");
        QCOMPARE(w.take(),
            QByteArray("* OK a  * BYE b c  d?\r\n* OK (ALERT] x\r\n* OK .\r\n* OK d\xc5\x99\r\n"
                       "+ (ALERT] a??b?\r\n* OK [X * BYE] x\r\n"));
    }

    void strings_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("plain");
        QTest::addColumn<QByteArray>("utf8");
        const auto row = [](const char *name, const QByteArray &value, const QByteArray &plain,
                             const QByteArray &utf8) {
            QTest::newRow(name) << value << plain << utf8;
        };
        row("word", "abc", "\"abc\"", "\"abc\"");
        row("empty", "", "\"\"", "\"\"");
        row("quotes", "a\"b\\", "\"a\\\"b\\\\\"", "\"a\\\"b\\\\\"");
        row("tab", "a\tb", "\"a\tb\"", "\"a\tb\"");
        row("crlf", "a\r\nb", "{4}\r\na\r\nb", "{4}\r\na\r\nb");
        row("cr", "\r", "{1}\r\n\r", "{1}\r\n\r");
        row("utf-8", "\xc5\x99", "{2}\r\n\xc5\x99", "\"\xc5\x99\"");
        row("8-bit", "\xff", "{1}\r\n\xff", "{1}\r\n\xff");
        row("nul", QByteArray("a\0b", 3), "\"ab\"", "\"ab\"");
        row("long", QByteArray(4097, 'x'), "{4097}\r\n" + QByteArray(4097, 'x'),
            "{4097}\r\n" + QByteArray(4097, 'x'));
    }
    void strings()
    {
        QFETCH(QByteArray, value);
        const auto write = [&](ResponseWriter &w) { w.string(QByteArrayView(value)); };
        QTEST(token(write), "plain");
        QTEST(token(write, Utf8), "utf8");
    }

    void tokens()
    {
        using W = ResponseWriter;
        QCOMPARE(token([](W &w) {
            w.nstring(QByteArray())
                .nstring(QByteArray(""))
                .nstring(QString())
                .nstring(QStringLiteral("x"));
        }),
            QByteArray("NIL \"\" NIL \"x\""));
        QCOMPARE(token([](W &w) {
            w.astring("abc]").astring("nil").astring("").astring("a b").astring("\xff");
        }),
            QByteArray("abc] \"nil\" \"\" \"a b\" {1}\r\n\xff"));
        QCOMPARE(token([](W &w) { w.atom("A b\r\n(\xff").atom(""); }), QByteArray("A_b____ _"));
        QCOMPARE(token([](W &w) { w.set(ranges({1, 2, 5})).set({}); }), QByteArray("1:2,5 0"));
        QCOMPARE(token([](W &w) {
            w.flags({QStringLiteral("a"), QStringLiteral("b c"), QStringLiteral("\\*"),
                QStringLiteral("\\"), QString(QChar(0x159)), QStringLiteral("\\Seen")});
        }),
            QByteArray("(a \\* \\Seen)"));
        QCOMPARE(token([](W &w) { w.dateTime(837596665000, -420); }),
            QByteArray("\"17-Jul-1996 02:44:25 -0700\""));
        QCOMPARE(token([](W &w) { w.objectId("M1-_.x").objectId("").nil(); }),
            QByteArray("(M1-__x) NIL NIL"));
        QCOMPARE(token([](W &w) { w.close().number(1); }), QByteArray("1")); // Nothing was open.
        QCOMPARE(token([](W &w) { w.atom("BODY[]").literalHead(5).wire("").nil(); }),
            QByteArray("BODY[_ {5}\r\n  NIL"));
        QCOMPARE(token([](W &w) { w.wire("BODY[]<0>").literal8Head(-1).number(1); }),
            QByteArray("BODY[]<0> ~{0}\r\n 1"));
    }

    void mailboxes()
    {
        const QString name = QString::fromUtf16(u"Ji\u0159\u00ed & co");
        QCOMPARE(token([&](auto &w) { w.mailbox(name); }), QByteArray("\"Ji&AVkA7Q- &- co\""));
        QCOMPARE(token([&](auto &w) { w.mailbox(name); }, Utf8),
            QByteArray("\"Ji\xc5\x99\xc3\xad & co\""));
        QCOMPARE(token([&](auto &w) { w.mailbox(QString()); }), QByteArray("\"\""));
        QCOMPARE(
            token([&](auto &w) { w.mailbox(QStringLiteral("a\r\nb")); }), QByteArray("a&AA0ACg-b"));
        QCOMPARE(token([&](auto &w) { w.mailbox(QStringLiteral("a\r\nb")); }, Utf8),
            QByteArray("{4}\r\na\r\nb"));
        QCOMPARE(token([&](auto &w) { w.mailbox(QString(QChar(0xd83d))); }, Utf8), QByteArray("?"));
    }

    void takenInPieces()
    {
        ResponseWriter w;
        w.untagged().number(1).atom("FETCH").open().wire("BODY[]").literalHead(3);
        QCOMPARE(w.take(), QByteArray("* 1 FETCH (BODY[] {3}\r\n"));
        // The session sends three bytes.
        w.wire("RFC822.SIZE").number(3).close().end();
        QCOMPARE(w.take(), QByteArray(" RFC822.SIZE 3)\r\n"));
    }

    /// What the next test relies on.
    void theCheckerFinds()
    {
        const auto legal = [](const QByteArray &bytes, bool utf8 = false) {
            return ResponseChecker(bytes, utf8).fault().isEmpty();
        };
        QVERIFY(legal("* 1 FETCH (X {3}\r\na)b Y \"\\\"\")\r\na OK [X] y\r\n+ \r\n"));
        for (const char *bytes :
            {"* OK a\rb\r\n", "* OK a\nb\r\n", "* OK x", "* OK \xff\r\n", "* A  B\r\n", "* (A\r\n",
                "* A)\r\n", "* (A )\r\n", "* ( A)\r\n", "* \"a\r\n\"\r\n", "* \"\\a\"\r\n",
                "* \"\xc5\x99\"\r\n", "* {3}\r\nab\r\n", "* {1}ab\r\n", "* a%\r\n", "* \r\n",
                "a+ OK x\r\n", "a FOO\r\n", "* OK [] x\r\n", "* OK [a x\r\n"})
            QVERIFY2(!legal(bytes), bytes);
        QVERIFY(legal("* \"\xc5\x99\"\r\n", true) && !legal("* \"\xff\"\r\n", true));
        QVERIFY(!legal(QByteArray("* {1}\r\n\0\r\n", 10)));
        QVERIFY(legal(QByteArray("* ~{1}\r\n\0\r\n", 11)));
    }

    /// Whatever it is told to write, in whatever order.
    void alwaysLegal()
    {
        QRandomGenerator random(11);
        for (int round = 0; round < 20'000; ++round) {
            QByteArray script;
            for (int n = random.bounded(60); n >= 0; --n)
                script += char(random.bounded(3) ? random.bounded(256)
                                                 : "\r\n\0\"\\ ({[]"[random.bounded(10)]);
            const WriterPlay play(script);
            const QByteArray fault = ResponseChecker(play.out, play.utf8).fault();
            QVERIFY2(fault.isEmpty(),
                (fault + " in " + play.out).toPercentEncoding(" ()*[]\"").constData());
        }
    }
};

QTEST_APPLESS_MAIN(TestImapWriter)
#include "tst_imapwriter.moc"
