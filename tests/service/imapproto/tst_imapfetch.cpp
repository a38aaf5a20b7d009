// SPDX-License-Identifier: GPL-3.0-or-later
#include "describe.h"
#include "parsing.h"

using namespace digidig::imapproto;

class TestImapFetch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void items_data()
    {
        QTest::addColumn<QByteArray>("items");
        QTest::addColumn<QByteArray>("meaning");
        const auto row = [](const char *items, const char *meaning) {
            QTest::newRow(items) << QByteArray(items) << QByteArray(meaning);
        };
        row("ALL", "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE");
        row("FAST", "FLAGS INTERNALDATE RFC822.SIZE");
        row("full", "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY");
        row("FLAGS", "FLAGS");
        row("(FLAGS)", "FLAGS");
        row("(FLAGS UID flags)", "FLAGS UID");
        row("(ENVELOPE BODYSTRUCTURE BODY RFC822 RFC822.HEADER RFC822.TEXT RFC822.SIZE "
            "INTERNALDATE)",
            "ENVELOPE BODYSTRUCTURE BODY RFC822 RFC822.HEADER RFC822.TEXT RFC822.SIZE "
            "INTERNALDATE");
        row("BODY[]", "BODY[]");
        row("BODY.PEEK[]", "peek:BODY[]");
        row("(BODY[] BODY.PEEK[])", "BODY[] peek:BODY[]");
        row("BODY[]<0.2048>", "BODY[]<0>#2048"); // RFC 9051 §6.4.5
        row("BODY[TEXT]<4294967296.9223372036854775807>",
            "BODY[TEXT]<4294967296>#9223372036854775807");
        row("BODY[1]", "BODY[1]");
        row("BODY[4.2.2.1]", "BODY[4.2.2.1]");
        row("body[4.2.header]", "BODY[4.2.HEADER]");
        row("BODY[HEADER]", "BODY[HEADER]");
        row("BODY[4.1.MIME]", "BODY[4.1.MIME]");
        row("BODY[4.2.TEXT]", "BODY[4.2.TEXT]");
        row("BODY[HEADER.FIELDS (DATE FROM)]", "BODY[HEADER.FIELDS (DATE FROM)]");
        row("BODY.PEEK[HEADER.FIELDS.NOT (\"to\" \"a b\")]<5.6>",
            "peek:BODY[HEADER.FIELDS.NOT (to \"a b\")]<5>#6");
        row("BODY[3.HEADER.FIELDS (X-\"Q\")]", "");
        row("BODY[3.HEADER.FIELDS (\"X-\\\"Q\\\\\" \"\")]",
            "BODY[3.HEADER.FIELDS (\"X-\\\"Q\\\\\" \"\")]");
        row("BINARY[1]", "BINARY[1]"); // RFC 3516
        row("BINARY.PEEK[1.2]<3.4>", "peek:BINARY[1.2]<3>#4");
        row("BINARY[]", "BINARY[]");
        row("BINARY.SIZE[2]", "BINARY.SIZE[2]");
        row("BINARY.SIZE[]", "BINARY.SIZE[]");
        row("(MODSEQ EMAILID THREADID SAVEDATE)", "MODSEQ EMAILID THREADID SAVEDATE");
        row("PREVIEW", "PREVIEW");
        row("(PREVIEW (LAZY))", "PREVIEW(LAZY)"); // RFC 8970
        row("PREVIEW (LAZY)", "PREVIEW(LAZY)");
        row("(RFC822.SIZE PREVIEW (lazy lazy) UID)", "RFC822.SIZE PREVIEW(LAZY) UID");
        row("PREVIEW (CHANGEDSINCE 5)", "PREVIEW MODSEQ since 5");
        row("PREVIEW (LAZY) (CHANGEDSINCE 5)", "PREVIEW(LAZY) MODSEQ since 5");
        row("(FLAGS MODSEQ) (CHANGEDSINCE 5)", "FLAGS MODSEQ since 5");
    }
    void items()
    {
        QFETCH(QByteArray, items);
        QFETCH(QByteArray, meaning);
        if (meaning.isEmpty()) {
            QVERIFY(refusal("a FETCH 1 " + items).startsWith("BAD"));
            return;
        }
        QCOMPARE(describe(commandOf<Fetch>("FETCH 1 " + items)), "FETCH 1 " + meaning);
        for (qsizetype n = 0; n < items.size(); ++n)
            (void)parsed("a FETCH 1 " + items.left(n));
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("items");
        for (const char *items : {"", "()", "FOO", "(FLAGS", "FLAGS)", "(ALL)", "(FLAGS FAST)",
                 "FLAGS UID", "(FLAGS  UID)", "(FLAGS UID )", "BODY[", "BODY[]<", "BODY[]<0>",
                 "BODY[]<0.0>", "BODY[]<0.>", "BODY[]<.1>", "BODY[]<-1.1>",
                 "BODY[]<0.9223372036854775808>", "BODY[]<99999999999999999999.1>", "BODY[0]",
                 "BODY[1.]", "BODY[.1]", "BODY[1..2]", "BODY[01]", "BODY[4294967296]", "BODY[MIME]",
                 "BODY[FOO]", "BODY[HEADER", "BODY[HEADER.FIELDS]", "BODY[HEADER.FIELDS ()]",
                 "BODY[HEADER.FIELDS DATE]", "BODY[HEADER.FIELDS (DATE]", "BODY[TEXT.1]",
                 "BODY[1TEXT]", "BODY [TEXT]", "BODY.PEEK", "BODY.PEEK[1", "BODYSTRUCTURE[1]",
                 "BINARY", "BINARY[TEXT]", "BINARY[1.TEXT]", "BINARY[1.]", "BINARY.SIZE[1]<0.1>",
                 "BINARY.SIZE.PEEK[1]", "RFC822.PEEK", "RFC822[1]", "PREVIEW (LAZY",
                 "(PREVIEW (LAZY EAGER))", "(PREVIEW (FUZZY))", "FLAGS (CHANGEDSINCE)",
                 "FLAGS (CHANGEDSINCE x)", "FLAGS (FOO)", "FLAGS ()", "FLAGS(CHANGEDSINCE 5)"})
            QTest::newRow(*items ? items : "nothing") << QByteArray(items);
    }
    void refused()
    {
        QFETCH(QByteArray, items);
        const QByteArray answer = refusal("a FETCH 1 " + items);
        QVERIFY2(answer.startsWith("BAD "), answer);
    }

    void seen()
    {
        const auto sets = [](const QByteArray &item) {
            return commandOf<Fetch>("FETCH 1 " + item).items.at(0).setsSeen();
        };
        QVERIFY(sets("BODY[]") && sets("BODY[HEADER]") && sets("BINARY[1]") && sets("RFC822"));
        QVERIFY(sets("RFC822.TEXT"));
        QVERIFY(!sets("BODY.PEEK[]") && !sets("BINARY.PEEK[1]") && !sets("BINARY.SIZE[1]"));
        QVERIFY(
            !sets("RFC822.HEADER") && !sets("BODY") && !sets("BODYSTRUCTURE") && !sets("PREVIEW"));
    }

    void bounded()
    {
        QByteArray deep = "BODY[1" + QByteArray(".1").repeated(Section::MaxDepth - 1);
        QCOMPARE(refusal("a FETCH 1 " + deep + ']'), QByteArray());
        QVERIFY(refusal("a FETCH 1 " + deep + ".1]").startsWith("BAD Part number too deep"));
        QByteArray many = "(UID";
        for (int i = 1; i < MaxFetchItems; ++i)
            many += " BODY[" + QByteArray::number(i) + ']';
        QCOMPARE(refusal("a FETCH 1 " + many + ')'), QByteArray());
        QVERIFY(refusal("a FETCH 1 " + many + " FLAGS)").startsWith("BAD Too many data items"));
    }

    /// A label reads as the item it is of, and is one line of ASCII whatever the field names are.
    void labels()
    {
        const QByteArray line = "FETCH 1 BODY[HEADER.FIELDS ({6+}\r\na\r\n\xc5\x99\" {1+}\r\n] x)]";
        const FetchItem item = commandOf<Fetch>(line).items.at(0);
        QCOMPARE(item.section.fields, (QByteArrayList{"a\r\n\xc5\x99\"", "]", "x"}));
        const QByteArray label = fetchLabel(item);
        QCOMPARE(label, QByteArray("BODY[HEADER.FIELDS (\"a????\\\"\" ] x)]"));
        QCOMPARE(fetchLabel(commandOf<Fetch>("FETCH 1 " + label).items.at(0)), label);
    }
};

QTEST_APPLESS_MAIN(TestImapFetch)
#include "tst_imapfetch.moc"
