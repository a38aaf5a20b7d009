// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/remoteimages.h"
#include "drivenconsole.h"
#include "views/attachmentbar.h"
#include "views/attachmentpreview.h"
#include "views/messagebody.h"
#include "views/messageview.h"
#include "views/readingpane.h"
#include "webserver.h"

#include <QtCore/QBuffer>
#include <QtCore/QJsonArray>
#include <QtCore/QThreadPool>
#include <QtTest/QTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QTreeWidget>

#include <algorithm>

using namespace digidig::console;

namespace {

constexpr int Patience = DrivenConsole::Patience;

QByteArray png(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::darkGreen);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!image.save(&buffer, "png"))
        qFatal("not written");
    return bytes;
}

QByteArray mail(const QByteArray &subject, const QByteArray &type, const QByteArray &body)
{
    return "From: Mallory <m@example.com>\r\nTo: demo@example.org\r\nSubject: " + subject
        + "\r\nMIME-Version: 1.0\r\nContent-Type: " + type + "\r\n\r\n" + body + "\r\n";
}

QByteArray part(const QByteArray &head, const QByteArray &content)
{
    return "--b\r\n" + head + "\r\nContent-Transfer-Encoding: base64\r\n\r\n" + content.toBase64() + "\r\n";
}

} // namespace

/// Mail of strangers in the reading pane of the real console: nothing runs, nothing is fetched, nothing hangs; what is
/// attached is looked into.
class TestConsoleReading : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_driven.start(QStringLiteral("mail")));
        m_reading = m_driven.part<ReadingPane>("readingPane");
        m_body = m_reading->findChild<MessageBody *>();
        QTRY_VERIFY_WITH_TIMEOUT(!m_driven.part<QComboBox>("accounts")->currentText().isEmpty(), Patience);
        m_web.answerWith("/pixel.png", "image/png", png(40, 30));
    }

    void cleanupTestCase() { m_driven.stop(); }

    void hostileMailIsHarmless_data()
    {
        QTest::addColumn<QByteArray>("html");
        QTest::addColumn<QString>("stays");
        const QByteArray at = m_web.url(QStringLiteral("/x")).toLatin1();
        QTest::newRow("script") << "<script>document.location='" + at + "'</script><p onclick=\"x()\" onload='x()'>Plain</p>" << "Plain";
        QTest::newRow("images of every kind")
            << "Seen<img src='" + at + "'><img srcset='" + at + " 2x'><input type=image src='" + at + "'><picture><source srcset='" + at
                + "'></picture><svg><image href='" + at + "'/></svg><video poster='" + at + "' src='" + at + "'></video><object data='" + at
                + "'></object><embed src='" + at + "'><iframe src='" + at + "'></iframe>"
            << "Seen";
        QTest::newRow("style") << "<link rel=stylesheet href='" + at + "'><style>@import url(" + at + ");body{background:url(" + at
                + ")}</style><body background='" + at + "'><table background='" + at + "'><td style=\"background-image:url('" + at + "')\">Styled</td></table>"
                               << "Styled";
        QTest::newRow("refresh, base, preload") << "<base href='" + at + "/'><meta http-equiv=refresh content='0;url=" + at + "'><link rel=prefetch href='" + at
                + "'><link rel=dns-prefetch href='" + at + "'>Waiting<img src='/y.png'>"
                                                << "Waiting";
        QTest::newRow("form") << "<form action='" + at + "' method=post><input name=password autofocus><button>Go</button>Log in</form>" << "Log in";
        QTest::newRow("files of this machine") << QByteArray("<img src='file:///etc/passwd'><img src='/etc/passwd'><img src='qrc:/console/icons/mail.svg'><a href='file:///etc/passwd'>Here</a>") << "Here";
        QTest::newRow("huge") << "Begins" + QByteArray("<p>word <b>and</b> word</p>").repeated(60'000) << "Begins";
        QTest::newRow("deep") << QByteArray("<div><table><tr><td>").repeated(50'000) + "Deep" << "";
        QTest::newRow("wide") << "<table><tr>" + QByteArray("<td>c</td>").repeated(50'000) + "</tr></table>Wide" << "c";
        QTest::newRow("one endless word") << "Start" + QByteArray(900'000, 'w') << "Start";
        QTest::newRow("endless words in a line that is not wrapped") << "<pre>Start" + QByteArray(900'000, 'w') << "Start";
        QTest::newRow("broken bytes") << QByteArray("A\xff\xfe\x80\xed\xa0\x80\x00Z <b", 13) << "A";
        QTest::newRow("not closed") << QByteArray("<!-- x <p>A<b>B<p title='") << "";
    }

    void hostileMailIsHarmless()
    {
        QFETCH(QByteArray, html);
        QFETCH(QString, stays);
        const int before = m_web.connections();
        const QByteArray encoded = html.toBase64();
        QByteArray lines;
        for (qsizetype i = 0; i < encoded.size(); i += 76)
            lines += encoded.mid(i, 76) + "\r\n";
        read(mail(QTest::currentDataTag(), "text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64", lines));
        QTRY_COMPARE_WITH_TIMEOUT(m_reading->subject(), QString::fromLatin1(QTest::currentDataTag()), Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_body->shownText() != QStringLiteral("…") && m_body->shownText().contains(stays), Patience);
        QVERIFY(!m_body->shownText().contains(u"location"));
        QCOMPARE(m_body->shownImages(), 0);
        // A turn around everything that might still want to fetch something.
        (void)m_driven.ask(Request::get(QStringLiteral("/api/health")));
        QCOMPARE(m_web.connections(), before);
    }

    void brokenCharsetsAndTurnedNames()
    {
        const QByteArray turned = "=?utf-8?B?" + QString(QStringLiteral("invoice") + QChar(0x202E) + QStringLiteral("fdp.exe")).toUtf8().toBase64() + "?=";
        read("From: =?utf-8?B?" + QString(QStringLiteral("Bank") + QChar(0x202E) + QStringLiteral("moc.live")).toUtf8().toBase64()
            + "?= <m@example.com>\r\nTo: demo@example.org\r\nSubject: " + turned
            + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
              "--b\r\nContent-Type: text/plain; charset=no-such-charset\r\n\r\nText \xff\xfe\x80 here\r\n"
              "--b\r\nContent-Type: application/x-msdownload\r\nContent-Disposition: attachment; filename=\"" + turned + "\"\r\n\r\nMZ\r\n--b--\r\n");
        QTRY_VERIFY_WITH_TIMEOUT(m_reading->shownText().contains(u"here"), Patience);
        QCOMPARE(m_reading->subject(), QStringLiteral("invoicefdp.exe"));
        const auto labels = m_reading->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            QVERIFY(!label->text().contains(QChar(0x202E)));
        auto *button = attachment(QStringLiteral("invoicefdp.exe"));
        QVERIFY(button);
        QVERIFY(!button->toolTip().contains(QChar(0x202E)));
        QCOMPARE(safeFileName(QStringLiteral("invoice") + QChar(0x202E) + QStringLiteral("fdp.exe"), {}), QStringLiteral("invoicefdp.exe"));
        // In the tree of its parts, too, and in its headers.
        auto *tabs = m_reading->findChild<QTabWidget *>();
        for (int tab = 0; tab < tabs->count(); ++tab)
            tabs->setCurrentIndex(tab);
        const auto trees = m_reading->findChildren<QTreeWidget *>();
        QStringList words;
        for (QTreeWidget *tree : trees) {
            QTRY_VERIFY_WITH_TIMEOUT(tree->topLevelItemCount() > 0, Patience);
            for (QTreeWidgetItemIterator item(tree); *item; ++item) {
                for (int column = 0; column < tree->columnCount(); ++column)
                    words << (*item)->text(column) << (*item)->toolTip(column);
            }
        }
        tabs->setCurrentIndex(0);
        QVERIFY(words.contains(QStringLiteral("invoicefdp.exe")));
        QVERIFY(words.filter(QChar(0x202E)).isEmpty());
        // It is neither looked into nor opened, only saved.
        QCOMPARE(button->menu()->actions().size(), 1);
    }

    void remoteImagesAreAskedForFirst()
    {
        const int before = m_web.connections();
        const QByteArray html = "<p>Look</p><img src='" + m_web.url(QStringLiteral("/pixel.png")).toLatin1() + "'><img src='"
            + m_web.url(QStringLiteral("/none.png")).toLatin1() + "'><img src='" + m_driven.service().url().toString().toLatin1() + "/api/health/by-an-image'>";
        const QString id = read(mail("Images", "text/html", html));
        auto *bar = m_reading->findChild<QWidget *>(QStringLiteral("remoteImages"));
        auto *load = m_reading->findChild<QPushButton *>(QStringLiteral("loadImages"));
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), Patience);
        QVERIFY(bar->findChild<QLabel *>()->text().contains(u"127.0.0.1"));
        QCOMPARE(m_web.connections(), before);
        QTest::mouseClick(load, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_body->shownImages(), 1, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(!bar->isVisible(), Patience);
        QCOMPARE(m_web.requests().size(), 2);
        auto *notice = m_reading->findChild<QLabel *>(QStringLiteral("messageNotice"));
        QVERIFY2(notice->text().contains(u'2'), qPrintable(notice->text()));
        auto *view = m_reading->findChild<MessageView *>();
        QVERIFY(view->toHtml().contains(u"image:"));
        // For this e-mail only, and this time only.
        read(mail("Others", "text/html", "<p>Elsewhere</p><img src='" + m_web.url(QStringLiteral("/pixel.png")).toLatin1() + "'>"));
        QTRY_VERIFY_WITH_TIMEOUT(m_body->shownText().contains(u"Elsewhere") && bar->isVisible(), Patience);
        m_reading->showEmail(id);
        QTRY_VERIFY_WITH_TIMEOUT(m_body->shownText().contains(u"Look") && bar->isVisible(), Patience);
        QCOMPARE(m_body->shownImages(), 0);
        QCOMPARE(m_web.requests().size(), 2);
        // The service was not asked for what an e-mail names.
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("text"), QStringLiteral("by-an-image"));
        const Answer log = m_driven.ask(Request::get(QStringLiteral("/api/logs"), query));
        QVERIFY(log.ok());
        QVERIFY(log.json.value(u"logs").toArray().isEmpty());
    }

    /// The next e-mail has the same image: what was fetched for the one before is not shown in it, neither when it is
    /// still on its way then, nor when it has just come and is being decoded.
    void imagesForTheEmailBeforeAreNotShown()
    {
        auto *bar = m_reading->findChild<QWidget *>(QStringLiteral("remoteImages"));
        auto *load = m_reading->findChild<QPushButton *>(QStringLiteral("loadImages"));
        const auto shows = [this](const char *text, const QString &image) {
            return QJsonObject{{QStringLiteral("html"), QStringLiteral("<p>%1</p><img src='%2'>").arg(QLatin1String(text), image)}};
        };
        read(mail("Before them", "text/plain", "Plain"));
        QTRY_VERIFY_WITH_TIMEOUT(m_body->isVisible() && m_body->shownText().contains(u"Plain"), Patience);
        m_web.hold("/slow.png");
        const QString slow = m_web.url(QStringLiteral("/slow.png"));
        m_body->showEmail(QStringLiteral("a"), shows("Slow", slow));
        QTRY_VERIFY_WITH_TIMEOUT(m_body->shownText().contains(u"Slow") && bar->isVisible(), Patience);
        QTest::mouseClick(load, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_web.requests().value(m_web.requests().size() - 1).contains("/slow.png"), Patience);
        m_body->showEmail(QStringLiteral("b"), shows("After it", slow));
        QTRY_COMPARE_WITH_TIMEOUT(m_web.open(), 0, int(std::chrono::milliseconds(RemoteImages::Deadline).count() / 2)); // Later it ends by itself.
        QTRY_VERIFY_WITH_TIMEOUT(m_body->shownText().contains(u"After it") && bar->isVisible(), Patience);

        const QString large = m_web.url(QStringLiteral("/large.png"));
        m_web.answerWith("/large.png", "image/png", png(1'000, 1'000));
        m_body->showEmail(QStringLiteral("c"), shows("Large", large));
        QTRY_VERIFY_WITH_TIMEOUT(m_body->shownText().contains(u"Large") && bar->isVisible(), Patience);
        auto *remote = m_body->findChild<RemoteImages *>();
        const auto next = connect(remote, &RemoteImages::came, this, [&] { m_body->showEmail(QStringLiteral("d"), shows("The last", large)); });
        QTest::mouseClick(load, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_body->shownText().contains(u"The last") && bar->isVisible(), Patience);
        disconnect(next);
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QCOMPARE(m_body->shownImages(), 0);
        QVERIFY(bar->isVisible());
    }

    void imagesOfTheEmailItselfAreShown()
    {
        const int before = m_web.connections();
        read(mail("Inline", "multipart/mixed; boundary=b",
            "--b\r\nContent-Type: text/html\r\n\r\n<p>Own</p><img src='cid:pic@x'><img src='cid:broken@x'>\r\n"
                + part("Content-Type: image/png\r\nContent-ID: <broken@x>\r\nContent-Disposition: attachment; filename=b.png", "no picture")
                + part("Content-Type: image/png\r\nContent-ID: <pic@x>\r\nContent-Disposition: attachment; filename=a.png", png(20, 20)) + "--b--\r\n"));
        QTRY_COMPARE_WITH_TIMEOUT(m_body->shownImages(), 1, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_reading->findChild<MessageView *>()->toHtml().contains(u"image:"), Patience);
        QVERIFY(!m_reading->findChild<QWidget *>(QStringLiteral("remoteImages"))->isVisible());
        QCOMPARE(m_web.connections(), before);
    }

    /// As mail programs write it: the images stand beside the HTML (RFC 2387), and are no attachments.
    void imagesRelatedToTheHtmlAreShown()
    {
        const int before = m_web.connections();
        const QByteArray evil = "../../../../api/tokens?x=%2e%2e&y=<b>\"'";
        const QString id = read(mail("Related", "multipart/related; boundary=b; type=\"text/html\"",
            "--b\r\nContent-Type: text/html\r\n\r\n<p>Beside</p><img src='cid:pic%40x' alt=Picture><img src='CID:other@x'><img src='cid:"
                + evil + "'><img src='cid:http://127.0.0.1/'><img src='cid:' alt=Nothing><img src='cid:not-there@x' alt=Missing>\r\n"
                + part("Content-Type: image/png\r\nContent-ID: <pic@x>\r\nContent-Disposition: inline", png(20, 20))
                + part("Content-Type: image/svg+xml\r\nContent-ID: <other@x>", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
                + part("Content-Type: image/png\r\nContent-ID: <http://127.0.0.1/>", png(30, 30)) + "--b--\r\n"));
        QTRY_COMPARE_WITH_TIMEOUT(m_body->shownImages(), 2, Patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_reading->findChild<MessageView *>()->toHtml().count(QStringLiteral("image:")) == 2, Patience);
        QVERIFY(m_body->shownText().contains(u"[Missing]"));
        QVERIFY(!m_body->shownText().contains(u"[Picture]"));
        QVERIFY(!m_reading->findChild<QWidget *>(QStringLiteral("remoteImages"))->isVisible());
        QCOMPARE(m_web.connections(), before);
        // Of the service only this e-mail is asked for, whatever the names say.
        QSet<QString> asked;
        for (const Client::Sent &sent : m_driven.console().client().sent()) {
            QVERIFY2(!sent.request.path.contains(u".."), qPrintable(sent.request.path));
            if (sent.request.path.startsWith(QStringLiteral("/emails/") + id))
                asked.insert(sent.request.path.mid(8 + id.size()));
        }
        QCOMPARE(asked, (QSet<QString>{QString(), QStringLiteral("/structure"), QStringLiteral("/raw")}));
    }

    void attachmentsAreLookedInto()
    {
        read(mail("Attached", "multipart/mixed; boundary=b",
            "--b\r\nContent-Type: text/plain\r\n\r\nSee below\r\n" + part("Content-Type: text/html\r\nContent-Disposition: attachment; filename=page.html", "<script>x()</script>")
                + part("Content-Type: image/png\r\nContent-Disposition: attachment; filename=photo.png", png(3'000, 100))
                + part("Content-Type: image/png\r\nContent-Disposition: attachment; filename=fake.png", "MZ")
                + part("Content-Type: text/csv\r\nContent-Disposition: attachment; filename=long.csv", QByteArray("a;b\n").repeated(100'000)) + "--b--\r\n"));
        QTRY_VERIFY_WITH_TIMEOUT(attachment(QStringLiteral("long.csv")), Patience);
        auto *preview = m_driven.part<AttachmentPreview>("attachmentPreview");
        // HTML is read, not shown.
        attachment(QStringLiteral("page.html"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(preview->shownText(), QStringLiteral("<script>x()</script>"), Patience);
        QVERIFY(preview->isVisible());
        attachment(QStringLiteral("photo.png"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(preview->shownImage().width(), 2'000, Patience);
        attachment(QStringLiteral("long.csv"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(preview->shownText().startsWith(u"a;b"), Patience);
        QVERIFY(preview->shownText().size() < AttachmentPreview::TextBytes + 200);
        attachment(QStringLiteral("fake.png"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(says(preview, "This picture cannot be shown"), Patience);
        QTest::keyClick(preview, Qt::Key_Escape);
        QVERIFY(!preview->isVisible());
        QVERIFY(m_body->isVisible());
        // Another e-mail closes it.
        attachment(QStringLiteral("page.html"))->click();
        QVERIFY(preview->isVisible());
        read(mail("Next", "text/plain", "Another"));
        QTRY_VERIFY_WITH_TIMEOUT(m_reading->shownText().contains(u"Another"), Patience);
        QVERIFY(!preview->isVisible());
        QVERIFY(preview->shownText().isEmpty());
    }

private:
    /// Delivers it and shows it; returns its id.
    QString read(const QByteArray &raw)
    {
        const QString id = m_driven.deliver(raw);
        if (id.isEmpty())
            qFatal("not delivered");
        m_reading->showEmail(id);
        return id;
    }

    QToolButton *attachment(const QString &name)
    {
        const auto buttons = m_reading->findChildren<QToolButton *>();
        for (QToolButton *button : buttons) {
            if (button->accessibleName() == name && button->menu())
                return button;
        }
        return nullptr;
    }

    static bool says(QWidget *where, const char *text)
    {
        const auto labels = where->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [text](const QLabel *label) { return label->isVisible() && label->text() == QLatin1String(text); });
    }

    DrivenConsole m_driven;
    WebServer m_web;
    ReadingPane *m_reading = nullptr;
    MessageBody *m_body = nullptr;
};

QTEST_MAIN(TestConsoleReading)
#include "tst_consolereading.moc"
