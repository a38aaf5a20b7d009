// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/fold.h"
#include "mime/message.h"
#include "mime/partdecoder.h"
#include "mime/text.h"

#include <QtTest/QtTest>

using namespace digidig::mime;

class TestMimeText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// RFC 2047 §8, and the sloppy forms.
    void header_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *raw, const QString &expected) {
            QTest::newRow(name) << QByteArray(raw) << expected;
        };
        row("plain", "just text", QStringLiteral("just text"));
        row("Keld", "=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=", QStringLiteral("Keld Jørn Simonsen"));
        row("two charsets",
            "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\r\n "
            "=?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
            QStringLiteral("If you can read this you understand the example."));
        row("(a)", "(=?ISO-8859-1?Q?a?=)", QStringLiteral("(a)"));
        row("(a b)", "(=?ISO-8859-1?Q?a?= b)", QStringLiteral("(a b)"));
        row("(ab)", "(=?ISO-8859-1?Q?a?=   =?ISO-8859-1?Q?b?=)", QStringLiteral("(ab)"));
        row("(a_b)", "(=?ISO-8859-1?Q?a_b?=)", QStringLiteral("(a b)"));
        row("(a)(_b)", "(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)", QStringLiteral("(a b)"));
        row("split character", "=?utf-8?B?xb?= =?utf-8?Q?=BE?=", QStringLiteral("ž"));
        row("split bytes", "=?utf-8?Q?=C5?= =?utf-8?Q?=BE?=", QStringLiteral("ž"));
        row("language", "=?us-ascii*en?q?hi?=", QStringLiteral("hi"));
        row("spaces within", "=?utf-8?q?a b?=", QStringLiteral("a b"));
        row("no padding", "=?utf-8?B?YQ?=", QStringLiteral("a"));
        row("glued", "x=?utf-8?q?y?=z", QStringLiteral("xyz"));
        row("not one", "=?x", QStringLiteral("=?x"));
        row("raw utf-8", "\xc5\xbelu\xc5\xa5", QStringLiteral("žluť"));
        row("raw latin", "Andr\xe9", QStringLiteral("André"));
        row("raw iso-2022-jp", "\x1b$B4A;z\x1b(B", QStringLiteral("漢字"));
        row("line break inside", "=?utf-8?q?a=0D=0ABcc:_x?=", QStringLiteral("a  Bcc: x"));
    }
    void header()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QString, expected);
        QCOMPARE(decodeHeader(raw), expected);
    }

    /// RFC 2231 §3 to §5, through a whole message.
    void parameters()
    {
        const Message message =
            parse("Content-Type: application/x-stuff\r\n"
                  " ; title*0*=us-ascii'en'This%20is%20even%20more%20\r\n"
                  " ; title*1*=%2A%2A%2Afun%2A%2A%2A%20\r\n ; title*2=\"isn't it!\"\r\n"
                  " ; url*1=\"foo\"; url*0=\"ftp://\"; name=plain\r\n"
                  "Content-Disposition: attachment; filename*=iso-8859-1'cs'%E1.txt;"
                  " filename=fallback\r\n\r\n");
        QCOMPARE(message.root.params.size(), 3);
        QCOMPARE(message.root.params[0],
            Parameter("title", QStringLiteral("This is even more ***fun*** isn't it!")));
        QCOMPARE(message.root.params[1], Parameter("url", QStringLiteral("ftp://foo")));
        QCOMPARE(message.root.fileName, QStringLiteral("á.txt"));
    }

    void charset_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("charset");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *charset, const char *bytes, const QString &expected) {
            QTest::newRow(*charset ? charset : "none")
                << QByteArray(bytes) << QByteArray(charset) << expected;
        };
        row("", "\xc3\xa1", QStringLiteral("á"));
        row("us-ascii", "\xe1", QStringLiteral("á"));
        row("UTF-8", "\xe1", QStringLiteral("á"));
        row("\"utf8\"", "\xc3\xa1\xff", QStringLiteral("á\ufffd"));
        row("iso-8859-1", "\x80\xe1", QStringLiteral("€á"));
        row("iso-8859-2", "\xec\xb9", QStringLiteral("ěš"));
        row("windows-1250", "\xec\x9a", QStringLiteral("ěš"));
        row("cp-1250", "\x9a", QStringLiteral("š"));
        row("win-1251", "\xcf", QStringLiteral("П"));
        row("koi8-r", "\xf0", QStringLiteral("П"));
        row("shift_jis", "\x8a\xbf\x8e\x9a", QStringLiteral("漢字"));
        row("iso-2022-jp", "\x1b$B4A;z\x1b(B", QStringLiteral("漢字"));
        row("euc-jp", "\xb4\xc1\xbb\xfa", QStringLiteral("漢字"));
        row("ks_c_5601-1987", "\xc7\xd1\xb1\xdb", QStringLiteral("한글"));
        row("gb2312", "\xba\xba\xd7\xd6", QStringLiteral("汉字"));
        row("big5", "\xa4\xa4", QStringLiteral("中"));
        row("utf-7", "+ASE-", QStringLiteral("ġ"));
        row("unknown-8bit", "\xc3\xa1", QStringLiteral("á"));
        row("x-no-such-thing", "\xe1", QStringLiteral("á"));
    }
    void charset()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, charset);
        QFETCH(QString, expected);
        QCOMPARE(decodeText(bytes, charset), expected);
    }

    void html_data()
    {
        QTest::addColumn<QString>("html");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const QString &html, const QString &expected) {
            QTest::newRow(name) << html << expected;
        };
        row("inline", QStringLiteral("a <b>bold</b>\n word"), QStringLiteral("a bold word"));
        row("blocks", QStringLiteral("<div>a</div><div>b</div><p>c</p>d"),
            QStringLiteral("a\nb\n\nc\n\nd"));
        row("br", QStringLiteral("a<br>b<br/><br>c"), QStringLiteral("a\nb\n\nc"));
        row("list", QStringLiteral("<ul><li>a<li>b</ul>"), QStringLiteral("• a\n• b"));
        row("table", QStringLiteral("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>"),
            QStringLiteral("a b\nc"));
        row("entities",
            QStringLiteral("&lt;&amp;&#382;&#x17E;&eacute;&hellip;&nope;&nbsp;x&#128512;"),
            QStringLiteral("<&žžé…&nope; x😀"));
        row("script", QStringLiteral("a<script>if (a<b) '</p>'</script>b<style>x</STYLE >c"),
            QStringLiteral("abc"));
        row("comment", QStringLiteral("a<!-- <p> -->b<![if !mso]>c<?xml ?>"),
            QStringLiteral("abc"));
        row("quoted >", QStringLiteral("<a title=\"x>y\" b='>'>link</a>"), QStringLiteral("link"));
        row("pre", QStringLiteral("<pre>a\n  b</pre>c"), QStringLiteral("a\n  b\n\nc"));
        row("not a tag", QStringLiteral("1 < 2 <3 & 4"), QStringLiteral("1 < 2 <3 & 4"));
        row("cut", QStringLiteral("a<b c=\"d"), QStringLiteral("a"));
        row("title", QStringLiteral("<html><head><title>t</title></head><body>b"),
            QStringLiteral("b"));
    }
    void html()
    {
        QFETCH(QString, html);
        QFETCH(QString, expected);
        QCOMPARE(htmlToText(html), expected);
    }

    void fold_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("folded");
        QTest::addColumn<QString>("search");
        const auto row = [](const char *name, const QString &text, const QString &folded,
                             const QString &search) {
            QTest::newRow(name) << text << folded << search;
        };
        row("ascii", QStringLiteral("ABC xyz"), QStringLiteral("abc xyz"),
            QStringLiteral("abc xyz"));
        row("czech", QStringLiteral("PŘÍLIŠ žluťoučký"), QStringLiteral("příliš žluťoučký"),
            QStringLiteral("prilis zlutoucky"));
        row("strokes", QStringLiteral("ŁØĐĦı"), QStringLiteral("łøđħı"), QStringLiteral("lodhi"));
        row("sharp s", QStringLiteral("Straße"), QStringLiteral("strasse"),
            QStringLiteral("strasse"));
        row("greek", QStringLiteral("Άλφας"), QStringLiteral("άλφασ"), QStringLiteral("αλφασ"));
        row("cyrillic", QStringLiteral("Ёй"), QStringLiteral("ёй"), QStringLiteral("еи"));
        row("kana", QStringLiteral("ガぱ"), QStringLiteral("ガぱ"), QStringLiteral("ガぱ"));
        row("hindi", QStringLiteral("हिन्दी"), QStringLiteral("हिन्दी"), QStringLiteral("हिन्दी"));
        row("hebrew", QStringLiteral("שָׁלוֹם"),
            QStringLiteral("שָׁלוֹם").normalized(QString::NormalizationForm_KC),
            QStringLiteral("שלום"));
        row("arabic", QStringLiteral("مُحَمَّد"), QStringLiteral("مُحَمَّد"), QStringLiteral("محمد"));
        row("fullwidth", QStringLiteral("ＡＢ"), QStringLiteral("ab"), QStringLiteral("ab"));
    }
    void fold()
    {
        QFETCH(QString, text);
        QFETCH(QString, folded);
        QFETCH(QString, search);
        QCOMPARE(foldCase(text), folded);
        QCOMPARE(foldSearch(text), search);
        QCOMPARE(hasMarks(text), folded != search);
        QCOMPARE(foldSearch(search), search);
    }

    /// RFC 5256 §2.1.
    void subject_data()
    {
        QTest::addColumn<QString>("subject");
        QTest::addColumn<QString>("base");
        QTest::addColumn<bool>("isReply");
        const auto row = [](const char *subject, const char *base, bool isReply) {
            QTest::newRow(*subject ? subject : "empty")
                << QString::fromUtf8(subject) << QString::fromUtf8(base) << isReply;
        };
        row("", "", false);
        row("Hello", "Hello", false);
        row("Re: Hello", "Hello", true);
        row("RE:re: Fwd: FW : Hello  world", "Hello world", true);
        row("Re[2]: Hello", "Hello", true);
        row("[list] Re: [list] Hello (fwd)", "Hello", true);
        row("[fwd: Re: Hello]", "Hello", true);
        row("[PATCH] fix", "fix", false);
        row("Hello (FWD)", "Hello", true);
        row("[Fwd: Hello]", "Hello", true);
        row("[only]", "[only]", false);
        row("Re: [only]", "[only]", true);
        row("Reply to all", "Reply to all", false);
        row("Re:", "", true);
    }
    void subject()
    {
        QFETCH(QString, subject);
        QFETCH(QString, base);
        QFETCH(bool, isReply);
        QCOMPARE(threadSubject(subject), base);
        QCOMPARE(baseSubject(subject).isReply, isReply);
    }

    void decoder_data()
    {
        QTest::addColumn<QByteArray>("encoding");
        QTest::addColumn<QByteArray>("encoded");
        QTest::addColumn<QByteArray>("decoded");
        const auto row = [](const char *name, const char *encoding, const QByteArray &in,
                             const QByteArray &out) {
            QTest::newRow(name) << QByteArray(encoding) << in << out;
        };
        row("base64", "BASE64", "aGVs\r\nbG8=", "hello");
        row("base64 with rubbish", "base64", "aG!Vs\x80 bG8", "hello");
        row("qp", "quoted-printable", "a=3Db=\r\nc =C3=A1\r\n", "a=bc \xc3\xa1\r\n");
        row("qp white space at line ends", "quoted-printable",
            " a \t\r\nb=20 \nc =  \r\nd\r \r\n\r\n e  ", " a\r\nb \nc d\r\r\n\r\n e");
        row("qp long line of spaces", "quoted-printable", QByteArray(5000, ' ') + "a",
            QByteArray(5000, ' ') + "a");
        row("qp damaged", "quoted-printable", "a=zz b", "a=zz b");
        row("uu", "x-uuencode", "rubbish\nbegin 644 f\n%:&5L;&\\ \n`\nend\n", "hello");
        row("identity", "8bit", "\x80=3D", "\x80=3D");
        row("unknown", "x-foo", "abc", "abc");
    }
    void decoder()
    {
        QFETCH(QByteArray, encoding);
        QFETCH(QByteArray, encoded);
        QFETCH(QByteArray, decoded);
        for (const qsizetype step : {1, 3, 1000}) {
            PartDecoder decoder(encoding);
            QByteArray out;
            for (qsizetype pos = 0; pos < encoded.size(); pos += step)
                out += decoder.feed(encoded.mid(pos, step));
            out += decoder.finish();
            QCOMPARE(out, decoded);
        }
    }
};

QTEST_GUILESS_MAIN(TestMimeText)
#include "tst_mimetext.moc"
