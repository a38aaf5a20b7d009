// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapclient/serveraddress.h"

#include <QtTest/QTest>

using digidig::imapclient::ServerAddress;

class TestServerAddress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parse_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // Empty: none.
        const auto row = [](const char *name, const char *text, const char *expected) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("plain", "imap://jana@host", "imap://host:143 jana ");
        row("TLS", "imaps://jana@host", "imaps://host:993 jana ");
        row("port", "imap://jana@host:1143", "imap://host:1143 jana ");
        row("case of the scheme", "IMAPS://jana@Host", "imaps://host:993 jana ");
        row("user with @", "imap://jana@example.com@host", "imap://host:143 jana@example.com ");
        row("user encoded", "imap://jana%40example.com%3a@host",
            "imap://host:143 jana@example.com: ");
        row("folder", "imap://u@host/Work/2024", "imap://host:143 u Work/2024");
        row("folder encoded", "imap://u@host/P%C5%99%C3%ADjem/a%20b/",
            "imap://host:143 u Příjem/a b");
        row("root", "imap://u@host/", "imap://host:143 u ");
        row("IPv6", "imap://u@[::1]:1143/x", "imap://[::1]:1143 u x");
        row("password", "imap://u:p@host", "");
        row("no user", "imap://host", "");
        row("empty user", "imap://@host", "");
        row("no host", "imap://u@", "");
        row("port 0", "imap://u@host:0", "");
        row("port too large", "imap://u@host:65536", "");
        row("not a port", "imap://u@host:x", "");
        row("line end in the user", "imap://u%0d%0aa1@host", "");
        row("line end in the folder", "imap://u@host/a%0Ab", "");
        row("another scheme", "pop://u@host", "");
        row("a path", "/home/jana/mbox", "");
    }
    void parse()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto address = ServerAddress::parse(text);
        QCOMPARE(address.ok(), !expected.isEmpty());
        if (!address) {
            QVERIFY(!address.error().message.isEmpty());
            return;
        }
        QCOMPARE(
            QStringList({address->server(), address->user, address->folder}).join(u' '), expected);
        QCOMPARE(address->implicitTls, expected.startsWith(u"imaps"));
    }
};

QTEST_GUILESS_MAIN(TestServerAddress)
#include "tst_serveraddress.moc"
