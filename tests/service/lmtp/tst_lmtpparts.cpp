// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtp/dotreader.h"
#include "lmtp/reply.h"
#include "lmtp/trace.h"
#include "lmtp/trust.h"

#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::lmtp;

class TestLmtpParts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dots_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("behind");
        const QByteArray none("(no end)");
        const auto row = [](const char *name, const QByteArray &input, const QByteArray &content,
                             const QByteArray &behind) {
            QTest::newRow(name) << input << content << behind;
        };
        row("nothing", ".\r\n", "", "");
        row("a line", "one\r\n.\r\nRSET\r\n", "one\r\n", "RSET\r\n");
        row("added dots", "..\r\n..a\r\n...\r\n.\r\n", ".\r\n.a\r\n..\r\n", "");
        row("a dot that should have had another", ".a\r\n.\r\n", "a\r\n", "");
        row("no end yet", "one\r\n.\r", "one\r\n", none);
        row("LF is no line end", "one\n.\ntwo\r\n.\r\n", "one\n.\ntwo\r\n", "");
        row("LF and CRLF", "one\n.\r\ntwo\r\n.\r\n", "one\n.\r\ntwo\r\n", "");
        row("CR is none", "one\r.\rtwo\r\n.\r\n", "one\r.\rtwo\r\n", "");
        row("CRLF, dot and LF", "one\r\n.\ntwo\r\n.\r\n", "one\r\n\ntwo\r\n", "");
        row("CRLF, dot and CR", "one\r\n.\r.\r\n\r\n.\r\n", "one\r\n\r.\r\n\r\n", "");
        row("two CR", "one\r\r\n.\r\n", "one\r\r\n", "");
        row("dot, CR, CRLF", ".\r\r\n.\r\n", "\r\r\n", "");
        row("all bytes", QByteArray("\0\xff\r\n.\r\n", 7), QByteArray("\0\xff\r\n", 4), "");
        row("empty lines", "\r\n\r\n.\r\n.", "\r\n\r\n", ".");
    }
    void dots()
    {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, behind);
        // However it is cut, the same must come out.
        for (qsizetype step = 1; step <= input.size(); ++step) {
            DotReader reader;
            QByteArray taken;
            QByteArray left("(no end)");
            for (qsizetype at = 0; at < input.size(); at += step) {
                QByteArrayView piece =
                    QByteArrayView(input).sliced(at, qMin(step, input.size() - at));
                if (reader.take(piece, [&taken](QByteArrayView bytes) { taken += bytes; })) {
                    left = QByteArrayView(piece).toByteArray() + input.mid(at + step);
                    break;
                }
            }
            QCOMPARE(taken, content);
            QCOMPARE(left, behind);
        }
    }

    void piecesAreNotLines()
    {
        DotReader reader;
        int pieces = 0;
        const QByteArray lines = QByteArray("line\r\n").repeated(1000) + ".\r\n";
        QByteArrayView input = lines;
        QVERIFY(reader.take(input, [&pieces](QByteArrayView) { ++pieces; }));
        QCOMPARE(pieces, 1);
    }

    void trace()
    {
        Trace trace;
        trace.sender = "eva@example.cz";
        trace.recipient = "adam+x@example.cz";
        trace.client = "mx.example.cz";
        trace.peer = "192.0.2.1";
        trace.host = "imap.example.cz";
        trace.id = "abc";
        trace.atMs = 1'764'374'700'000;
        QCOMPARE(traceFields(trace),
            QByteArray("Return-Path: <eva@example.cz>\r\nDelivered-To: adam+x@example.cz\r\n"
                       "Received: from mx.example.cz ([192.0.2.1])\r\n\tby imap.example.cz "
                       "(DIGiDIG IMAP) with LMTP id "
                       "abc\r\n\tfor <adam+x@example.cz>; Sat, 29 Nov 2025 00:05:00 +0000\r\n"));
        trace.sender.clear();
        trace.recipient.clear();
        trace.peer = "2001:db8::1";
        trace.tls = true;
        trace.utf8 = true;
        QCOMPARE(traceFields(trace),
            QByteArray(
                "Return-Path: <>\r\nReceived: from mx.example.cz ([IPv6:2001:db8::1])\r\n\tby "
                "imap.example.cz "
                "(DIGiDIG IMAP) with UTF8LMTPS id abc;\r\n\tSat, 29 Nov 2025 00:05:00 +0000\r\n"));
    }

    void trust_data()
    {
        QTest::addColumn<QString>("peer");
        QTest::addColumn<QStringList>("networks");
        QTest::addColumn<bool>("trusted");
        const auto row = [](const char *peer, const QStringList &networks, bool trusted) {
            QTest::addRow("%s in %s", peer, qPrintable(networks.join(u' ')))
                << QString::fromLatin1(peer) << networks << trusted;
        };
        row("127.0.0.1", {}, true);
        row("127.5.0.1", {}, true);
        row("::1", {}, true);
        row("::ffff:127.0.0.1", {}, true);
        row("192.0.2.1", {}, false);
        row("", {}, true); // By a Unix socket.
        row("", {QStringLiteral("10.0.0.0/8")}, true);
        row("127.0.0.1", {QStringLiteral("10.0.0.0/8")}, false);
        row("10.1.2.3", {QStringLiteral("192.0.2.1"), QStringLiteral("10.0.0.0/8")}, true);
        row("::ffff:10.1.2.3", {QStringLiteral("10.0.0.0/8")}, true);
        row("192.0.2.1", {QStringLiteral("192.0.2.1")}, true);
        row("192.0.2.2", {QStringLiteral("192.0.2.1")}, false);
        row("2001:db8::7", {QStringLiteral("2001:db8::/32")}, true);
        row("2001:db9::7", {QStringLiteral("2001:db8::/32")}, false);
        row("2001:db8::7", {QStringLiteral("0.0.0.0/0")}, false);
    }
    void trust()
    {
        QFETCH(QString, peer);
        QFETCH(QStringList, networks);
        QFETCH(bool, trusted);
        QCOMPARE(isTrusted(QHostAddress(peer), networks), trusted);
    }

    void refusals_data()
    {
        QTest::addColumn<int>("errc");
        QTest::addColumn<bool>("neverFits");
        QTest::addColumn<QByteArray>("begin");
        using core::Errc;
        const auto row = [](const char *name, Errc errc, const QByteArray &begin,
                             bool neverFits = false) {
            QTest::newRow(name) << int(errc) << neverFits << begin;
        };
        row("unknown", Errc::NotFound, "550 5.1.1 ");
        row("disabled", Errc::Forbidden, "550 5.2.1 ");
        row("full", Errc::QuotaExceeded, "452 4.2.2 ");
        row("never fits", Errc::QuotaExceeded, "552 5.2.2 ", true);
        row("too large", Errc::TooLarge, "552 5.3.4 ");
        row("no room on the disk", Errc::StoreFull, "452 4.3.1 ");
        row("busy", Errc::LimitExceeded, "451 4.3.2 ");
        row("unavailable", Errc::Unavailable, "451 4.3.0 ");
        row("inner", Errc::Internal, "451 4.3.0 ");
    }
    void refusals()
    {
        QFETCH(int, errc);
        QFETCH(bool, neverFits);
        QFETCH(QByteArray, begin);
        const QByteArray line = refusal({core::Errc(errc)}, neverFits).bytes();
        QVERIFY2(line.startsWith(begin) && line.endsWith("\r\n"), line.constData());
    }

    void linesOfAnAnswer()
    {
        QCOMPARE(
            linesOf(250, {"host", "PIPELINING"}), QByteArray("250-host\r\n250 PIPELINING\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestLmtpParts)
#include "tst_lmtpparts.moc"
