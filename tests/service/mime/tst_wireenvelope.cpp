// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/message.h"
#include "mime/wireenvelope.h"

#include <QtTest/QTest>

using namespace digidig;
using mime::WireEnvelope;

class TestWireEnvelope : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// What was written comes back.
    void roundTrip()
    {
        const QByteArray message = "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n"
                                   "Subject: (\"quoted\\\") \xc5\xbd\r\n"
                                   "From: \"A (b) \\\"c\" <fred@example.org>, x@y\r\n"
                                   "To: friends: \"j s\"@example.org;\r\n"
                                   "Cc: \"q\\\"uote\"@example.org\r\n\r\nbody\r\n";
        const QByteArray wire = mime::parse(message).envelope;
        const WireEnvelope envelope(wire);
        QCOMPARE(envelope.date().value(), QByteArray("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)"));
        QCOMPARE(envelope.subject().value(), QByteArray("(\"quoted\\\") \xc5\xbd"));
        QCOMPARE(envelope.addresses(WireEnvelope::From).size(), size_t(2));
        QCOMPARE(envelope.addresses(WireEnvelope::From)[0].name.value(), QByteArray("A (b) \"c"));
        QCOMPARE(envelope.addresses(WireEnvelope::From)[0].mailbox.value(), QByteArray("fred"));
        QCOMPARE(envelope.addresses(WireEnvelope::To)[0].mailbox.value(), QByteArray("friends"));
        QVERIFY(!envelope.addresses(WireEnvelope::To)[0].host);
        QCOMPARE(envelope.addresses(WireEnvelope::To)[1].mailbox.value(), QByteArray("j s"));
        QCOMPARE(envelope.addresses(WireEnvelope::Cc)[0].mailbox.value(), QByteArray("q\"uote"));
        QVERIFY(envelope.addresses(WireEnvelope::Bcc).empty());
    }

    void text()
    {
        const QByteArray message = "From: =?utf-8?Q?J=C3=A1n?= <@a,@b:j@x>, k@x\r\n"
                                   "To: z@x, friends: \"j s\"@x, <@r:l@x>; m@x\r\nCc: nobody:;\r\n"
                                   "Bcc: n@x, O <o@x>\r\n\r\n";
        const QByteArray wire = mime::parse(message).envelope;
        const WireEnvelope envelope(wire);
        QCOMPARE(envelope.text(WireEnvelope::From), QStringLiteral("Ján <@a,@b:j@x>, k@x"));
        QCOMPARE(envelope.text(WireEnvelope::To),
            QStringLiteral("z@x, friends: \"j s\"@x, <@r:l@x>;, m@x"));
        QCOMPARE(envelope.text(WireEnvelope::Cc), QStringLiteral("nobody: ;"));
        QCOMPARE(envelope.text(WireEnvelope::Bcc), QStringLiteral("n@x, O <o@x>"));
        QVERIFY(!envelope.isPlain(WireEnvelope::From));
        QVERIFY(!envelope.isPlain(WireEnvelope::Cc));
        QVERIFY(envelope.isPlain(WireEnvelope::Bcc));
        QVERIFY(!envelope.isPlain(WireEnvelope::ReplyTo)); // As From.
    }

    void nothing()
    {
        const WireEnvelope none("(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
        QVERIFY(!none.date());
        QVERIFY(!none.subject());
        QVERIFY(none.addresses(WireEnvelope::From).empty());
        const WireEnvelope empty("(\"\" {0}\r\n NIL NIL NIL NIL NIL NIL NIL NIL)");
        QCOMPARE(empty.date().value(), QByteArray());
        QCOMPARE(empty.subject().value(), QByteArray());
    }

    /// Whatever it is given, it ends.
    void cutShort()
    {
        const QByteArray wire =
            "(\"date\" {4}\r\n\")(\\ ((\"n\" NIL \"m\" \"h\")) NIL NIL ((NIL NIL "
            "{2}\r\nto \"h\")) NIL NIL NIL NIL)";
        QCOMPARE(WireEnvelope(wire).addresses(WireEnvelope::To).front().mailbox.value(),
            QByteArray("to"));
        for (qsizetype size = 0; size < wire.size(); ++size) {
            for (const qsizetype from : {qsizetype(0), size / 2}) {
                const QByteArray piece = wire.mid(from, size - from);
                const WireEnvelope read(piece);
                QVERIFY(read.addresses(WireEnvelope::Bcc).empty());
            }
        }
        QVERIFY(!WireEnvelope("({99999999999999999999}\r\n").subject());
        QVERIFY(!WireEnvelope("({-1}\r\n").subject());
        QVERIFY(!WireEnvelope("()))))").date());
    }
};

QTEST_GUILESS_MAIN(TestWireEnvelope)
#include "tst_wireenvelope.moc"
