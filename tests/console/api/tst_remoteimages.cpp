// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/remoteimages.h"
#include "webserver.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {
constexpr int Patience = 30'000;
} // namespace

/// What is asked of strangers when the person wants to see the images of an e-mail.
class TestRemoteImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fetchesWithoutTellingMuch()
    {
        WebServer web;
        web.answer("/a.png", "200 OK", "Set-Cookie: who=you\r\nContent-Length: 3\r\n\r\nabc");
        RemoteImages images;
        QSignalSpy came(&images, &RemoteImages::came);
        QSignalSpy finished(&images, &RemoteImages::finished);
        images.load({web.url(QStringLiteral("/a.png"))});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, Patience);
        QCOMPARE(came.first().at(1).toByteArray(), QByteArray("abc"));
        images.load({web.url(QStringLiteral("/a.png")), web.url(QStringLiteral("/none.png"))});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, Patience);
        QCOMPARE(came.size(), 2);
        QCOMPARE(web.requests().size(), 3);
        for (const QByteArray &head : web.requests()) {
            const QByteArray low = head.toLower();
            QVERIFY2(head.startsWith("GET /"), head.constData());
            for (const char *field : {"cookie:", "referer:", "authorization:", "origin:"})
                QVERIFY2(!low.contains(field), head.constData());
        }
    }

    void asksNobodyItMayNot_data()
    {
        QTest::addColumn<QString>("address");
        const QString port = QStringLiteral(":%1/");
        QTest::newRow("the service") << QStringLiteral("http://127.0.0.1") + port;
        QTest::newRow("the service by name") << QStringLiteral("http://localhost") + port;
        QTest::newRow("the service, another loopback address") << QStringLiteral("http://127.0.0.2") + port;
        QTest::newRow("credentials") << QStringLiteral("http://user:word@127.0.0.1:1/");
        QTest::newRow("file") << QStringLiteral("file:///etc/hostname");
        QTest::newRow("ftp") << QStringLiteral("ftp://127.0.0.1/");
        QTest::newRow("data") << QStringLiteral("data:image/png;base64,AAAA");
        QTest::newRow("resource") << QStringLiteral("qrc:/x");
        QTest::newRow("nothing") << QString();
    }

    void asksNobodyItMayNot()
    {
        QFETCH(QString, address);
        WebServer service;
        const int port = QUrl(service.url({})).port();
        RemoteImages images;
        images.setService(QUrl(service.url({})));
        QSignalSpy came(&images, &RemoteImages::came);
        QSignalSpy finished(&images, &RemoteImages::finished);
        images.load({address.contains(u'%') ? address.arg(port) : address});
        QVERIFY(!images.running());
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, Patience);
        QCOMPARE(came.size(), 0);
        QCOMPARE(service.connections(), 0);
    }

    void redirections()
    {
        WebServer service;
        WebServer web;
        web.answerWith("/here.png", "image/png", "x");
        web.answer("/there.png", "302 Found", "Location: /here.png\r\nContent-Length: 0\r\n\r\n");
        web.answer("/service", "302 Found", "Location: " + service.url(QStringLiteral("/api/config")).toLatin1() + "\r\nContent-Length: 0\r\n\r\n");
        web.answer("/file", "302 Found", "Location: file:///etc/hostname\r\nContent-Length: 0\r\n\r\n");
        web.answer("/round", "302 Found", "Location: /round\r\nContent-Length: 0\r\n\r\n");
        RemoteImages images;
        images.setService(QUrl(service.url({})));
        QSignalSpy came(&images, &RemoteImages::came);
        QSignalSpy finished(&images, &RemoteImages::finished);
        images.load({web.url(QStringLiteral("/there.png")), web.url(QStringLiteral("/service")), web.url(QStringLiteral("/file")), web.url(QStringLiteral("/round"))});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, Patience);
        QStringList addresses;
        for (const auto &one : came)
            addresses.append(one.first().toString());
        QCOMPARE(addresses, QStringList{web.url(QStringLiteral("/there.png"))});
        QCOMPARE(service.connections(), 0);
    }

    void whatIsTooLargeIsLeftOut()
    {
        WebServer web;
        web.answer("/promised.png", "200 OK", "Content-Length: 99999999999\r\n\r\nx");
        web.answer("/endless.png", "200 OK", "\r\n" + QByteArray(RemoteImages::MostBytes + 1, 'x'));
        RemoteImages images;
        QSignalSpy came(&images, &RemoteImages::came);
        QSignalSpy finished(&images, &RemoteImages::finished);
        images.load({web.url(QStringLiteral("/promised.png")), web.url(QStringLiteral("/endless.png"))});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, Patience);
        QCOMPARE(came.size(), 0);
    }

    /// A server that takes its time is let go of, and what it says then is nothing that came.
    void whatIsOnItsWayIsGivenUp()
    {
        WebServer web;
        web.hold("/slow.png");
        RemoteImages images;
        QSignalSpy came(&images, &RemoteImages::came);
        images.load({web.url(QStringLiteral("/slow.png"))});
        QTRY_COMPARE_WITH_TIMEOUT(web.requests().size(), 1, Patience);
        QCOMPARE(web.open(), 1);
        images.cancel();
        QTRY_COMPARE_WITH_TIMEOUT(web.open(), 0, Patience);
        QCOMPARE(came.size(), 0);
    }

    void whatIsNotShownAnyMoreIsGivenUp()
    {
        WebServer web;
        web.answerWith("/a.png", "image/png", "x");
        RemoteImages images;
        QSignalSpy came(&images, &RemoteImages::came);
        QSignalSpy finished(&images, &RemoteImages::finished);
        images.load({web.url(QStringLiteral("/a.png"))});
        images.cancel();
        QVERIFY(!images.running());
        images.load({});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, Patience);
        // Others come after it would have come.
        web.answerWith("/b.png", "image/png", "y");
        images.load({web.url(QStringLiteral("/a.png"))});
        images.load({web.url(QStringLiteral("/b.png"))});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, Patience);
        QCOMPARE(came.size(), 1);
        QCOMPARE(came.first().first().toString(), web.url(QStringLiteral("/b.png")));
    }
};

QTEST_GUILESS_MAIN(TestRemoteImages)
#include "tst_remoteimages.moc"
