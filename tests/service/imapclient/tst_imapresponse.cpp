// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapclient/response.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace digidig::imapclient;
using namespace digidig::imapproto;

namespace {

/// What a client makes of a stream of a server, a readable line for each response.
QByteArrayList understood(QByteArrayView bytes, qsizetype step = 1 << 20)
{
    struct Say {
        QByteArray operator()(const OtherResponse &) const { return "other"; }
        QByteArray operator()(const Status &status) const
        {
            return "status " + QByteArray::number(int(status.condition)) + " [" + status.code + "] "
                + status.text;
        }
        QByteArray operator()(const TaggedStatus &end) const
        {
            return end.tag + ' ' + (*this)(end.status);
        }
        QByteArray operator()(const ContinueRequest &go) const { return "+ " + go.text; }
        QByteArray operator()(const CapabilityList &list) const
        {
            return "can " + list.names.join(' ');
        }
        QByteArray operator()(const ListedFolder &folder) const
        {
            return (folder.subscription ? "lsub " : "list ") + folder.attributes.join(u' ').toUtf8()
                + " |" + QByteArray(1, folder.delimiter ? folder.delimiter : '-') + "| "
                + folder.name;
        }
        QByteArray operator()(const ExistsCount &exists) const
        {
            return "exists " + QByteArray::number(exists.messages);
        }
        QByteArray operator()(const Fetched &fetched) const
        {
            QByteArray line = "fetched " + QByteArray::number(fetched.uid);
            if (fetched.size)
                line += " size " + QByteArray::number(*fetched.size);
            if (!fetched.flags.isEmpty())
                line += " flags " + fetched.flags.join(u',').toUtf8();
            if (fetched.receivedMs)
                line += " at " + QByteArray::number(*fetched.receivedMs);
            if (fetched.content)
                line += " content " + *fetched.content;
            return line;
        }
        QByteArray operator()(const MalformedResponse &wrong) const
        {
            return "malformed " + wrong.keyword;
        }
    };
    ReceiverLimits limits;
    limits.lineBytes = 4000;
    limits.literalBytes = 4000;
    Receiver receiver(limits);
    QByteArrayList seen;
    while (!bytes.isEmpty()) {
        QByteArrayView piece = bytes.first(std::min(step, bytes.size()));
        bytes = bytes.sliced(piece.size());
        while (!piece.isEmpty()) {
            const Reception reception = receiver.next(piece);
            if (const auto *raw = std::get_if<RawCommand>(&reception))
                seen += std::visit(Say{}, parseResponse(*raw));
            else if (std::holds_alternative<Refused>(reception))
                return seen + QByteArrayList{"refused"};
        }
    }
    return seen;
}

/// A session as it goes, with everything in it.
const QByteArray Stream = "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello\r\n"
                          "* CAPABILITY IMAP4rev1 starttls\r\n"
                          "m1 OK done\r\n"
                          "+ go on\r\n"
                          "* LIST (\\HasNoChildren \\Sent) \"/\" \"INBOX/Odeslan&AOE-\"\r\n"
                          "* LIST () NIL {5}\r\na \"b\\ (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n"
                          "* LSUB () \"\\\\\" x\\\\y\r\n"
                          "* 3 EXISTS\r\n"
                          "* 0 RECENT\r\n"
                          "* 1 FETCH (UID 7 FLAGS (\\Seen $Label1 odd[]flag \\*) INTERNALDATE "
                          "\"17-Jul-1996 02:44:25 -0700\""
                          " RFC822.SIZE 6 MODSEQ (12345) X-GM-LABELS (\"\\\\Inbox\" ({3}\r\na)b "
                          "NIL)) BODY[] {6}\r\nab\r\n\r\n)\r\n"
                          "* 2 FETCH (BODY[] NIL UID 8)\r\n"
                          "* 3 FETCH (UID 9 BODY[] \"quoted\" INTERNALDATE \"no date\")\r\n"
                          "* BYE gone\r\n";

} // namespace

class TestImapResponse : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wholeStream()
    {
        const QByteArrayList expected{"status 0 [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello",
            "can IMAP4REV1 STARTTLS", "m1 status 0 [] done", "+ go on",
            "list \\HasNoChildren \\Sent |/| INBOX/Odeslan&AOE-", "list  |-| a \"b\\",
            "malformed LSUB", "exists 3", "other",
            "fetched 7 size 6 flags \\Seen,$Label1,odd[]flag,\\* at 837596665000 content "
            "ab\r\n\r\n",
            "fetched 8", "fetched 9 content quoted", "status 3 [] gone"};
        QCOMPARE(understood(Stream), expected);
        for (qsizetype step : {1, 2, 3, 7, 50})
            QCOMPARE(understood(Stream, step), expected);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &expected) {
            QTest::newRow(name) << bytes << expected;
        };
        row("UID 0", "* 1 FETCH (UID 0)\r\n", "malformed FETCH");
        row("UID too large", "* 1 FETCH (UID 4294967296)\r\n", "malformed FETCH");
        row("size without end", "* 1 FETCH (RFC822.SIZE 99999999999999999999)\r\n",
            "malformed FETCH");
        row("open list", "* 1 FETCH (UID 1\r\n", "malformed FETCH");
        row("no list", "* 1 FETCH\r\n", "malformed FETCH");
        row("part of a message", "* 1 FETCH (BODY[TEXT] \"x\")\r\n", "malformed FETCH");
        row("piece of a message", "* 1 FETCH (BODY[]<0> \"x\")\r\n", "malformed FETCH");
        row("deep", "* 1 FETCH (X " + QByteArray(1900, '(') + QByteArray(1900, ')') + ")\r\n",
            "fetched 0");
        row("deep and open", "* 1 FETCH (X " + QByteArray(3900, '(') + "\r\n", "malformed FETCH");
        row("closed too often", "* 1 FETCH (X ))\r\n", "malformed FETCH");
        row("number too large", "* 99999999999 EXISTS\r\n", "malformed ");
        row("long delimiter", "* LIST () \"//\" x\r\n", "malformed LIST");
        row("name without end", "* LIST () \"/\" \"x\r\n", "malformed LIST");
        row("no name", "* LIST () \"/\"\r\n", "malformed LIST");
        row("no status", "m1 FINE\r\n", "malformed m1");
        row("one word", "hello\r\n", "malformed hello");
        row("large literal", "* 1 FETCH (BODY[] {4001}\r\n", "refused");
        row("literal of any size", "* 1 FETCH (BODY[] {99999999999999999999999}\r\n", "refused");
        row("long line", "* OK " + QByteArray(5000, 'x') + "\r\n", "refused");
        row("line without end", QByteArray(2'000'000, 'x'), "refused");
        row("NUL", QByteArray("* OK \0\r\n", 8), "refused");
    }
    void refused()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, expected);
        QCOMPARE(understood(bytes), QByteArrayList{expected});
    }

    /// Wherever a server falls silent, what came before is understood as it was, and no more.
    void truncated()
    {
        const QByteArrayList whole = understood(Stream);
        for (qsizetype length = 0; length < Stream.size(); ++length) {
            const QByteArrayList seen = understood(QByteArrayView(Stream).first(length));
            QCOMPARE(seen, whole.first(seen.size()));
            QVERIFY(seen.size() < whole.size());
        }
    }

    /// Random damage to a session, and pure noise: nothing crashes, and pieces make no difference.
    void noise()
    {
        QRandomGenerator random(20251129);
        const QByteArray alphabet("*+ ()[]{}\"\\\r\n0189abFETCHUIDLSTBOY.");
        for (int round = 0; round < 3000; ++round) {
            QByteArray bytes = Stream;
            if (round % 3 == 0) {
                bytes.resize(200);
                for (char &c : bytes)
                    c = alphabet[random.bounded(int(alphabet.size()))];
                bytes.prepend("* 1 FETCH (");
            } else {
                for (int i = random.bounded(12); i >= 0; --i) {
                    const auto at = random.bounded(int(bytes.size()));
                    if (round % 3 == 1)
                        bytes[at] = char(random.bounded(256));
                    else
                        bytes.remove(at, random.bounded(5))
                            .insert(at, alphabet[random.bounded(int(alphabet.size()))]);
                }
            }
            QCOMPARE(understood(bytes, 1 + random.bounded(20)), understood(bytes));
        }
    }

    void status()
    {
        Status status{Condition::Ok, "UIDVALIDITY 42", {}};
        QCOMPARE(status.number("UIDVALIDITY"), std::optional(42U));
        QCOMPARE(status.number("UIDNEXT"), std::nullopt);
        status.code = "UIDVALIDITY 4294967296";
        QCOMPARE(status.number("UIDVALIDITY"), std::nullopt);
        status.code = "UIDVALIDITY";
        QCOMPARE(status.number("UIDVALIDITY"), std::nullopt);
    }

    void readableText()
    {
        QCOMPARE(readable("a\x1b[2Jb\r\n"), QStringLiteral("a?[2Jb??"));
        QCOMPARE(readable(QByteArray(5000, 'x')).size(), 201);
        QCOMPARE(readable("p\xc5\x99\xff"), QStringLiteral("př\uFFFD"));
    }
};

QTEST_GUILESS_MAIN(TestImapResponse)
#include "tst_imapresponse.moc"
