// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/format.h"
#include "models/htmlsanitizer.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace digidig::console;

/// HTML of strangers: what is left does nothing, fetches nothing, and ends.
class TestHtmlSanitizer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatIsHarmless()
    {
        QCOMPARE(sanitizeHtml(QStringLiteral("<p onclick=x>Ahoj <b style='color:red'>světe</b> &amp; <a href='https://a.example/?a=1&amp;b' "
                                             "target=_blank>odkaz</a></p>"))
                     .html,
            QStringLiteral("<p>Ahoj <b>světe</b> &amp; <a href=\"https://a.example/?a=1&amp;b\">odkaz</a></p>"));
    }

    void hostile_data()
    {
        QTest::addColumn<QString>("html");
        QTest::newRow("script") << QStringLiteral("a<script>alert(1)</script>b");
        QTest::newRow("script in pieces") << QStringLiteral("<scr<script>ipt>alert(1)</scr</script>ipt>");
        QTest::newRow("script url") << QStringLiteral("<a href='java\tscript:alert(1)'>x</a><a href=' javascript:alert(1)'>y</a>");
        QTest::newRow("script url encoded") << QStringLiteral("<a href='&#106;avascript&colon;alert(1)'>x</a>");
        QTest::newRow("data url") << QStringLiteral("<a href='data:text/html,<script>alert(1)</script>'>x</a>");
        QTest::newRow("file url") << QStringLiteral("<a href='file:///etc/passwd'>x</a><a href='//evil.example'>y</a><a href='/etc/passwd'>z</a>");
        QTest::newRow("image") << QStringLiteral("<img src=https://evil.example/x.png onerror=alert(1)><IMG SRC='cid:1'>");
        QTest::newRow("background") << QStringLiteral("<table background=https://evil.example/x><td background='https://evil.example/x'>x");
        QTest::newRow("style") << QStringLiteral("<style>@import url(https://evil.example/x);</style><p style='background:url(https://evil.example/x)'>x");
        QTest::newRow("link and base") << QStringLiteral("<link rel=stylesheet href=https://evil.example/x><base href=https://evil.example/>x");
        QTest::newRow("refresh") << QStringLiteral("<meta http-equiv=refresh content='0;url=https://evil.example'>x");
        QTest::newRow("form") << QStringLiteral("<form action=https://evil.example><input name=password><button>Go</button></form>");
        QTest::newRow("frame") << QStringLiteral("<iframe src=https://evil.example></iframe><object data=https://evil.example></object><embed src=x>");
        QTest::newRow("svg") << QStringLiteral("<svg onload=alert(1)><image href=https://evil.example/x /><a xlink:href='javascript:alert(1)'>x</a></svg>");
        QTest::newRow("math") << QStringLiteral("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>");
        QTest::newRow("comment") << QStringLiteral("<!--[if mso]><script>alert(1)</script><![endif]-->x<!-- --!><script>alert(1)</script>");
        QTest::newRow("noscript") << QStringLiteral("<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>");
        QTest::newRow("attribute") << QStringLiteral("<p title='\"><script>alert(1)</script>'>x</p><td colspan='2\" onload=\"x'>");
        QTest::newRow("template") << QStringLiteral("<template><script>alert(1)</script></template>x");
        QTest::newRow("zero bytes") << QStringLiteral("<scr") + QChar(0) + QStringLiteral("ipt>alert(1)</script>x");
    }

    void hostile()
    {
        QFETCH(QString, html);
        const SafeHtml safe = sanitizeHtml(html);
        QVERIFY(!safe.tooCostly);
        // Every tag is one of ours, and has no attribute but the three that are written.
        static const QRegularExpression tag(QStringLiteral("<([^>]*)>"));
        static const QRegularExpression harmless(QStringLiteral(
            "^/?(p|br|hr|b|strong|i|em|u|s|code|tt|pre|blockquote|sub|sup|small|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tfoot|tr|td|th|div|a)"
            "( href=\"(https?:|mailto:)[^\"<>]*\"| (col|row)span=\"\\d+\")*$"));
        for (auto it = tag.globalMatch(safe.html); it.hasNext();) {
            const QString found = it.next().captured(1);
            QVERIFY2(harmless.match(found).hasMatch(), qPrintable(found));
        }
        QVERIFY2(!safe.html.contains(u"evil.example"), qPrintable(safe.html));
    }

    void tellsWhatWasLeftOut()
    {
        const SafeHtml safe = sanitizeHtml(QStringLiteral("<img src='http://a/1.png' alt='Logo'><img src=//b/2><img src='cid:x'><form>x</form>"));
        QCOMPARE(safe.remoteImages, 2);
        QVERIFY(safe.scripts);
        QVERIFY(safe.html.contains(u"[Logo]"));
    }

    void imagesThatWereFetchedHaveNamesOfOurs()
    {
        const QString html = QStringLiteral(
            "<img src='https://a.example/1.png?u=7&amp;v=8' width=20 height=9000 onload=x()><img src='//b.example/2.png'>"
            "<img src='ftp://c.example/3.png'><img src='CID:pic%201@x'><img src='https://a.example/1.png?u=7&amp;v=8'><img src='4.png'>");
        const SafeHtml before = sanitizeHtml(html);
        const QString first = QStringLiteral("https://a.example/1.png?u=7&v=8");
        QCOMPARE(before.remoteAddresses, (QStringList{first, QStringLiteral("https://b.example/2.png")}));
        QCOMPARE(before.inlineIds, QStringList{QStringLiteral("pic 1@x")});
        QCOMPARE(before.remoteImages, 5);
        QVERIFY(!before.html.contains(u"<img"));
        const QString picture = QStringLiteral("cid:pic 1@x");
        const SafeHtml after = sanitizeHtml(html, {}, {{first, QSize(100, 50)}, {picture, QSize(6'000, 3'000)}});
        QVERIFY(after.html.contains(QStringLiteral("<img src=\"%1\" width=\"20\" height=\"10\">").arg(imageName(first))));
        QVERIFY(after.html.contains(QStringLiteral("<img src=\"%1\" width=\"100\" height=\"50\">").arg(imageName(first))));
        QVERIFY(after.html.contains(QStringLiteral("<img src=\"%1\" width=\"640\" height=\"320\">").arg(imageName(picture))));
        QCOMPARE(after.remoteImages, 3);
        QVERIFY(!after.html.contains(u"example"));
    }

    void writingDirectionCannotBeTurned()
    {
        const QString turned = QStringLiteral("report") + QChar(0x202E) + QStringLiteral("fdp.exe");
        QCOMPARE(sanitizeHtml(turned).html, QStringLiteral("reportfdp.exe"));
        QCOMPARE(oneLine(turned), QStringLiteral("reportfdp.exe"));
        QCOMPARE(oneLine(QStringLiteral("a\r\nBcc: b\tc\x07")), QStringLiteral("a Bcc: b c"));
        QCOMPARE(oneLine(QStringLiteral("abcdef"), 3), QStringLiteral("abc…"));
    }

    void hugeInput_data()
    {
        QTest::addColumn<QString>("piece");
        QTest::newRow("text") << QStringLiteral("word ");
        QTest::newRow("nested blocks") << QStringLiteral("<div>");
        QTest::newRow("nested tables") << QStringLiteral("<table><tr><td>");
        QTest::newRow("nested emphasis") << QStringLiteral("<b><i>");
        QTest::newRow("emphasis that is made anew") << QStringLiteral("<p><b a=1><b a=2><b a=3>x");
        QTest::newRow("misnested") << QStringLiteral("<b><p></b><a><div></a>");
        QTest::newRow("cells") << QStringLiteral("<td>x");
        QTest::newRow("attributes") << QStringLiteral("<p a b c d e f g h i j k l m n o p>");
        QTest::newRow("entities") << QStringLiteral("&lt;&NotEqualTilde;");
        QTest::newRow("comment that does not end") << QStringLiteral("<!-- -");
        QTest::newRow("lists") << QStringLiteral("<ul><li><dl><dd>");
    }

    /// Whatever it is, it ends, and what is shown is bounded. The limit on time is for what never ends.
    void hugeInput()
    {
        QFETCH(QString, piece);
        QElapsedTimer timer;
        timer.start();
        const SafeHtml safe = sanitizeHtml(piece.repeated(2 * 1024 * 1024 / piece.size()));
        QVERIFY(safe.tooCostly || safe.shortened);
        QVERIFY(safe.html.size() < 2 * HtmlBounds{}.output);
        QVERIFY(timer.elapsed() < 60'000);
    }

    /// What cannot be broken takes minutes to lay out.
    void endlessWordsCanBeBroken()
    {
        const QString word = QString(5'000, u'w');
        const QChar place(0x200B);
        QCOMPARE(sanitizeHtml(word).html.count(place), 24);
        QCOMPARE(sanitizeHtml(QStringLiteral("<b>") + word.left(150) + QStringLiteral("</b><i>") + word.left(150)).html.count(place), 1);
        QCOMPARE(sanitizeHtml(QStringLiteral("<pre>") + word + QStringLiteral("</pre>") + word).html.count(u'\n'), 2);
        QCOMPARE(breakable(QString(100, u'a') + u' ' + QString(150, u'b')).count(place), 0);
        QCOMPARE(shortLines(word).split(u'\n').size(), 3);
        // Pairs stay together.
        const QString pairs = QString::fromUcs4(U"\U0001F600").repeated(500);
        QVERIFY(breakable(pairs).toUtf8().contains("\xF0\x9F\x98\x80"));
        QVERIFY(breakable(pairs).isValidUtf16());
        QCOMPARE(sanitizeHtml(QStringLiteral("<table><tr>") + QStringLiteral("<td>c").repeated(100)).html.count(u"<td>"), 40);
    }

    void depthLosesMarkupNotText()
    {
        const SafeHtml safe = sanitizeHtml(QStringLiteral("<div>").repeated(300) + QStringLiteral("deep") + QStringLiteral("</div>").repeated(300));
        QVERIFY(safe.html.contains(u"deep"));
        QVERIFY(safe.html.count(u"<div>") <= 64);
    }

    void tablesAreFlattened()
    {
        const SafeHtml safe = sanitizeHtml(QStringLiteral("<table><tr><td>").repeated(10) + QStringLiteral("x"));
        QCOMPARE(safe.html.count(u"<table>"), 3);
        QVERIFY(safe.html.contains(u'x'));
        QCOMPARE(sanitizeHtml(QStringLiteral("<table><td colspan=100000 rowspan=-1>x")).html.count(u"colspan=\"20\""), 1);
    }
};

QTEST_GUILESS_MAIN(TestHtmlSanitizer)
#include "tst_htmlsanitizer.moc"
