// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtp/command.h"

#include <QtTest/QTest>

using namespace digidig::lmtp;

namespace {

/// One command in words.
struct Words {
    QByteArray operator()(const Lhlo &c) const { return "lhlo " + c.name; }
    QByteArray operator()(const Mail &c) const
    {
        return "mail <" + c.sender.text + '>'
            + (c.size ? " size " + QByteArray::number(*c.size) : QByteArray())
            + (c.utf8 ? " utf8" : "");
    }
    QByteArray operator()(const Rcpt &c) const
    {
        return "rcpt <" + c.recipient.text + "> " + c.recipient.address().toUtf8();
    }
    QByteArray operator()(const Data &) const { return "data"; }
    QByteArray operator()(const Bdat &c) const
    {
        return "bdat " + QByteArray::number(c.bytes) + (c.last ? " last" : "");
    }
    QByteArray operator()(const Rset &) const { return "rset"; }
    QByteArray operator()(const Noop &) const { return "noop"; }
    QByteArray operator()(const Quit &) const { return "quit"; }
    QByteArray operator()(const Vrfy &) const { return "vrfy"; }
    QByteArray operator()(const Help &) const { return "help"; }
    QByteArray operator()(const StartTls &) const { return "starttls"; }
    QByteArray operator()(const Wrong &c) const
    {
        return QByteArray::number(c.reply.code) + ' ' + c.reply.status + (c.close ? " close" : "");
    }
};

} // namespace

class TestLmtpCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parse_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &line, const QByteArray &expected) {
            QTest::newRow(name) << line << expected;
        };
        row("LHLO", "LHLO mail.example.cz", "lhlo mail.example.cz");
        row("any case, spaces", "lhlo  [192.0.2.1]  ", "lhlo [192.0.2.1]");
        row("LHLO alone", "LHLO", "501 5.5.4");
        row("LHLO with two names", "LHLO a b", "501 5.5.4");
        row("LHLO that would break a header", "LHLO a(b", "501 5.5.4");
        row("EHLO", "EHLO a", "500 5.5.1");
        row("HELO", "HELO a", "500 5.5.1");
        row("nothing", "", "500 5.5.1");
        row("unknown", "TURN", "500 5.5.1");
        row("NUL", QByteArray("NOOP\0x", 6), "500 5.5.2");
        row("tab", "MAIL\tFROM:<a@b>", "500 5.5.2");

        row("MAIL", "MAIL FROM:<eva@example.cz>", "mail <eva@example.cz>");
        row("space behind the colon", "MAIL FROM: <eva@example.cz>", "mail <eva@example.cz>");
        row("nobody", "MAIL FROM:<>", "mail <>");
        row("SIZE", "MAIL FROM:<a@b> SIZE=1000", "mail <a@b> size 1000");
        row("all parameters", "mail from:<a@b> body=8bitmime smtputf8 size=0",
            "mail <a@b> size 0 utf8");
        row("SIZE without number", "MAIL FROM:<a@b> SIZE=", "501 5.5.4");
        row("SIZE beyond numbers", "MAIL FROM:<a@b> SIZE=99999999999999999999", "501 5.5.4");
        row("negative SIZE", "MAIL FROM:<a@b> SIZE=-1", "501 5.5.4");
        row("binary", "MAIL FROM:<a@b> BODY=BINARYMIME", "501 5.5.4");
        row("unknown parameter", "MAIL FROM:<a@b> RET=HDRS", "555 5.5.4");
        row("SMTPUTF8 with a value", "MAIL FROM:<a@b> SMTPUTF8=yes", "555 5.5.4");
        row("no brackets", "MAIL FROM:a@b", "501 5.1.7");
        row("no end", "MAIL FROM:<a@b", "501 5.1.7");
        row("glued parameter", "MAIL FROM:<a@b>SIZE=1", "501 5.1.7");
        row("no path", "MAIL", "501 5.1.7");
        row("TO", "MAIL TO:<a@b>", "501 5.1.7");

        row("RCPT", "RCPT TO:<adam@example.cz>", "rcpt <adam@example.cz> adam@example.cz");
        row("route", "RCPT TO:<@one.cz,@two.cz:adam@example.cz>",
            "rcpt <adam@example.cz> adam@example.cz");
        row("bad route", "RCPT TO:<@one.cz adam@example.cz>", "501 5.1.3");
        row("postmaster", "RCPT TO:<Postmaster>", "rcpt <Postmaster> Postmaster");
        row("quoted", "RCPT TO:<\"a\\\"b >\"@example.cz>",
            "rcpt <\"a\\\"b >\"@example.cz> a\"b >@example.cz");
        row("quoted without end", "RCPT TO:<\"ab@example.cz>", "501 5.1.3");
        row("literal", "RCPT TO:<a@[IPv6:::1]>", "rcpt <a@[IPv6:::1]> a@[IPv6:::1]");
        row("literal without end", "RCPT TO:<a@[127.0.0.1>", "501 5.1.3");
        row("UTF-8", "RCPT TO:<\xc5\xbelu\xc5\xa5@example.cz>",
            "rcpt <\xc5\xbelu\xc5\xa5@example.cz> \xc5\xbelu\xc5\xa5@example.cz");
        row("no UTF-8", "RCPT TO:<\xff@example.cz>", "501 5.1.3");
        row("nobody to deliver to", "RCPT TO:<>", "501 5.1.3");
        row("no domain behind @", "RCPT TO:<a@>", "501 5.1.3");
        row("two @", "RCPT TO:<a@b@c>", "501 5.1.3");
        row("RCPT with a parameter", "RCPT TO:<a@b> NOTIFY=NEVER", "555 5.5.4");

        row("DATA", "data", "data");
        row("DATA with more", "DATA now", "501 5.5.4");
        row("BDAT", "BDAT 86", "bdat 86");
        row("BDAT LAST", "bdat 0 last", "bdat 0 last");
        row("BDAT without length", "BDAT", "501 5.5.4 close");
        row("BDAT with more", "BDAT 1 LAST x", "501 5.5.4 close");
        row("BDAT FIRST", "BDAT 1 FIRST", "501 5.5.4 close");
        row("negative BDAT", "BDAT -1", "501 5.5.4 close");
        row("RSET", "RSET", "rset");
        row("NOOP with words", "NOOP a b c", "noop");
        row("VRFY", "VRFY adam", "vrfy");
        row("HELP", "HELP", "help");
        row("QUIT", "QUIT", "quit");
        row("STARTTLS", "STARTTLS", "starttls");
        row("STARTTLS with more", "STARTTLS now", "501 5.5.4");
    }
    void parse()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, expected);
        QCOMPARE(std::visit(Words(), parseCommand(line)), expected);
    }
};

QTEST_GUILESS_MAIN(TestLmtpCommand)
#include "tst_lmtpcommand.moc"
