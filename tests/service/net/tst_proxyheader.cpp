// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/forwarded.h"
#include "net/proxyheader.h"
#include "net/proxyrule.h"

#include <QtTest/QTest>

#include <random>

using namespace digidig::net;
using State = ProxyHeaderReader::State;

namespace {

const QByteArray Signature("\r\n\r\n\0\r\nQUIT\n", 12);

QByteArray number(qsizetype value)
{
    return QByteArray(1, char(value >> 8)) + char(value & 0xff);
}

QByteArray version2(char command, char family, const QByteArray &rest)
{
    return Signature + command + family + number(rest.size()) + rest;
}

QByteArray extension(char type, const QByteArray &value)
{
    return type + number(value.size()) + value;
}

/// 192.0.2.1:56324 to 198.51.100.1:443
const QByteArray Addresses4 = QByteArray::fromHex("c0000201" "c6336401" "dc04" "01bb");
/// 2001:db8::1 port 56324 to 2001:db8::2 port 443
const QByteArray Addresses6 = QByteArray::fromHex(
    "20010db8000000000000000000000001" "20010db8000000000000000000000002" "dc04" "01bb");

struct Outcome {
    State state = State::NeedMore;
    qsizetype taken = 0;
    ProxyHeader header;
};

/// The same in pieces of @p step bytes.
Outcome read(const QByteArray &input, qsizetype step)
{
    ProxyHeaderReader reader;
    Outcome outcome;
    while (outcome.taken < input.size() && outcome.state == State::NeedMore) {
        qsizetype taken = 0;
        outcome.state = reader.take(QByteArrayView(input).sliced(outcome.taken,
                                        std::min(step, input.size() - outcome.taken)),
            &taken);
        if (taken <= 0)
            qFatal("nothing is taken");
        outcome.taken += taken;
    }
    outcome.header = reader.header();
    return outcome;
}

QString shown(const ProxyHeader &header)
{
    return (header.isLocal ? QStringLiteral("local") : header.client.name())
        + (header.tls ? QStringLiteral(" tls") : QString());
}

} // namespace

class TestProxyHeader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void headers_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QString>("client");
        const auto row = [](const char *name, const QByteArray &header, const char *client) {
            QTest::newRow(name) << header << QString::fromLatin1(client);
        };
        // The examples of the specification, §2.1.
        row("TCP4", "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",
            "255.255.255.255:65535");
        row("TCP6",
            "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
            "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
        row("unknown", "PROXY UNKNOWN\r\n", "local");
        row("unknown, and longest",
            "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
            "local");
        row("of the introduction", "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n",
            "192.168.0.1:56324");
        row("IPv4 within IPv6", "PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 1 2\r\n",
            "192.0.2.1:1");
        row("of this machine, within IPv6", "PROXY TCP6 ::ffff:127.0.0.1 ::1 1 2\r\n", "127.0.0.1:1");
        row("of this machine", "PROXY TCP6 ::1 ::1 1 2\r\n", "[::1]:1");
        row("port 0", "PROXY TCP4 192.0.2.1 192.0.2.2 0 0\r\n", "192.0.2.1:0");
        row("v2 TCP4", version2('\x21', '\x11', Addresses4), "192.0.2.1:56324");
        row("v2 TCP6", version2('\x21', '\x21', Addresses6), "[2001:db8::1]:56324");
        row("v2 LOCAL", version2('\x20', '\0', {}), "local");
        row("v2 LOCAL with addresses", version2('\x20', '\x11', Addresses4), "local");
        row("v2 LOCAL with anything", version2('\x20', '\x11', "x"), "local");
        row("v2 UNSPEC", version2('\x21', '\0', {}), "local");
        row("v2 UDP", version2('\x21', '\x12', Addresses4), "local");
        row("v2 Unix", version2('\x21', '\x31', QByteArray(216, 'p')), "local");
        row("v2 with unknown extensions",
            version2('\x21', '\x11',
                Addresses4 + extension('\x01', "h2") + extension('\x05', QByteArray(128, 'u'))
                    + extension('\xea', "\x01vpce-08d2bf15fac5001c9") + extension('\x04', {})),
            "192.0.2.1:56324");
        row("v2 the client has TLS",
            version2('\x21', '\x11',
                Addresses4
                    + extension('\x20',
                        QByteArray("\x01\0\0\0\0", 5) + extension('\x21', "TLSv1.3"))),
            "192.0.2.1:56324 tls");
        row("v2 the client has no TLS",
            version2('\x21', '\x11', Addresses4 + extension('\x20', QByteArray(5, '\0'))),
            "192.0.2.1:56324");
        row("v2 with a checksum",
            version2('\x21', '\x11', Addresses4 + extension('\x03', checksum())),
            "192.0.2.1:56324");
    }
    /// Whatever the pieces, and whatever follows, which is not touched.
    void headers()
    {
        QFETCH(QByteArray, header);
        QFETCH(QString, client);
        const QByteArray input = header + "\r\n\r\n* followed by anything\r\n";
        for (const qsizetype step : {1, 2, 3, 7, 12, 13, 16, 4096}) {
            const Outcome outcome = read(input, step);
            QCOMPARE(outcome.state, State::Complete);
            QCOMPARE(outcome.taken, header.size());
            QCOMPARE(shown(outcome.header), client);
        }
        // Cut off anywhere it is none yet.
        for (qsizetype size = 0; size < header.size(); ++size)
            QCOMPARE(read(header.first(size), 4096).state, State::NeedMore);
    }

    void wrong_data()
    {
        QTest::addColumn<QByteArray>("header");
        const auto row = [](const char *name, const QByteArray &header) {
            QTest::newRow(name) << header;
        };
        row("HTTP", "GET / HTTP/1.1\r\n\r\n");
        row("POST, which begins like PROXY", "POST / HTTP/1.1\r\n\r\n");
        row("IMAP", "a1 CAPABILITY\r\n");
        row("TLS", QByteArray::fromHex("1603010200010001fc0303"));
        row("almost version 2", Signature.chopped(1) + 'x');
        row("lower case", "proxy TCP4 192.0.2.1 192.0.2.2 1 2\r\n");
        row("LF alone", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n");
        row("too long", "PROXY UNKNOWN " + QByteArray(100, 'x') + "\r\n");
        row("no family", "PROXY 192.0.2.1 192.0.2.2 1 2\r\n");
        row("UDP4", "PROXY UDP4 192.0.2.1 192.0.2.2 1 2\r\n");
        row("LF where no line ends", "PROXY T\n\r6 2001:db8::1 2001:db8::2 1 2\r\n");
        row("two spaces", "PROXY TCP4  192.0.2.1 192.0.2.2 1 2\r\n");
        row("too much", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3\r\n");
        row("too little", "PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n");
        row("another family", "PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n");
        row("a name", "PROXY TCP4 localhost 192.0.2.2 1 2\r\n");
        row("short form", "PROXY TCP4 192.0.513 192.0.2.2 1 2\r\n");
        row("octal", "PROXY TCP4 0300.0.2.1 192.0.2.2 1 2\r\n");
        row("zone", "PROXY TCP6 fe80::1%eth0 fe80::2 1 2\r\n");
        row("NUL", QByteArray("PROXY TCP4 192.0.2.1\0x 192.0.2.2 1 2\r\n", 39));
        row("port", "PROXY TCP4 192.0.2.1 192.0.2.2 65536 2\r\n");
        row("port with a zero", "PROXY TCP4 192.0.2.1 192.0.2.2 01 2\r\n");
        row("port with a sign", "PROXY TCP4 192.0.2.1 192.0.2.2 +1 2\r\n");
        row("no port", "PROXY TCP4 192.0.2.1 192.0.2.2  2\r\n");
        row("v2 version 1", version2('\x11', '\x11', Addresses4));
        row("v2 command", version2('\x22', '\x11', Addresses4));
        row("v2 addresses cut off", version2('\x21', '\x11', Addresses4.chopped(1)));
        row("v2 no addresses", version2('\x21', '\x21', {}));
        row("v2 too long",
            version2('\x21', '\x11', Addresses4 + QByteArray(ProxyHeaderReader::MaxBytes, '\0')));
        row("v2 extension cut off", version2('\x21', '\x11', Addresses4 + "\x01"));
        row("v2 extension too long",
            version2('\x21', '\x11', Addresses4 + QByteArray("\x01\0\x05" "abcd", 7)));
        row("v2 wrong checksum",
            version2('\x21', '\x11', Addresses4 + extension('\x03', "abcd")));
        row("v2 checksum of another length",
            version2('\x21', '\x11', Addresses4 + extension('\x03', "abc")));
    }
    void wrong()
    {
        QFETCH(QByteArray, header);
        for (const qsizetype step : {1, 5, 4096}) {
            const Outcome outcome = read(header, step);
            QCOMPARE(outcome.state, State::Failed);
            QVERIFY(outcome.header.isLocal || outcome.taken <= header.size());
        }
    }

    /// One wrong bit anywhere is noticed.
    void everyBitOfAChecksum()
    {
        const QByteArray header =
            version2('\x21', '\x11', Addresses4 + extension('\x03', checksum()));
        QCOMPARE(read(header, 4096).state, State::Complete);
        for (qsizetype bit = 0; bit < header.size() * 8; ++bit) {
            QByteArray other = header;
            other[bit / 8] = char(other[bit / 8] ^ (1 << (bit % 8)));
            const bool isLocal = bit / 8 == 12 && bit % 8 == 0; // There everything is discarded.
            const bool isOther = bit / 8 == 13; // Nothing is known of that family.
            const bool isNoChecksum = bit / 8 >= 28 && bit / 8 < 29; // But another extension.
            if (!isLocal && !isOther && !isNoChecksum)
                QVERIFY2(read(other, 4096).state != State::Complete, qPrintable(QString::number(bit)));
        }
    }

    void anything()
    {
        std::mt19937 random(1);
        const QByteArray starts[] = {{}, "PROXY ", "PROXY TCP4 ", Signature, Signature + "\x21\x11",
            version2('\x21', '\x11', Addresses4)};
        for (int i = 0; i < 50'000; ++i) {
            QByteArray input = starts[random() % std::size(starts)];
            for (auto size = random() % 100; size > 0; --size)
                input += char(random());
            const Outcome whole = read(input, 4096);
            const Outcome bytes = read(input, 1);
            QCOMPARE(whole.state, bytes.state);
            if (whole.state == State::Complete) {
                QCOMPARE(whole.taken, bytes.taken);
                QCOMPARE(shown(whole.header), shown(bytes.header));
            }
        }
    }

    void rules()
    {
        ProxyRule rule;
        rule.trusted = ProxyRule::networks({QStringLiteral("10.0.0.0/8"), QStringLiteral("::1"),
            QStringLiteral("192.0.2.7"), QStringLiteral("2001:db8::/32")});
        const auto trusts = [&rule](const char *address) {
            return rule.isTrusted(QHostAddress(QString::fromLatin1(address)));
        };
        QVERIFY(trusts("10.1.2.3") && trusts("192.0.2.7") && trusts("::1"));
        QVERIFY(trusts("2001:db8:ffff::1"));
        QVERIFY(!trusts("11.0.0.1") && !trusts("192.0.2.8") && !trusts("127.0.0.1"));
        QVERIFY(!trusts("2001:db9::1"));
        QVERIFY(!rule.isTrusted({}));
        const QHostAddress proxy(QStringLiteral("10.0.0.1"));
        QVERIFY(!rule.expects(proxy, false) && !rule.expects(proxy, true));
        rule.tls = true;
        QVERIFY(!rule.expects(proxy, false) && rule.expects(proxy, true));
        QVERIFY(!rule.expects(QHostAddress(QStringLiteral("11.0.0.1")), true));
    }

    void forwarded_data()
    {
        QTest::addColumn<QByteArrayList>("fields");
        QTest::addColumn<QString>("client"); // empty: nobody is named
        const auto row = [](const QByteArrayList &fields, const char *client) {
            QTest::newRow(fields.join(" | ").constData()) << fields << QString::fromLatin1(client);
        };
        row({}, "");
        row({"192.0.2.7"}, "192.0.2.7");
        row({"127.0.0.1, 192.0.2.7"}, "192.0.2.7"); // What the client has written is not believed.
        row({"127.0.0.1", "192.0.2.7"}, "192.0.2.7");
        row({"192.0.2.7, 10.0.0.2,10.0.0.3"}, "192.0.2.7");
        row({"192.0.2.7", "10.0.0.2"}, "192.0.2.7");
        row({"10.0.0.2"}, "");
        row({"2001:db8::7"}, "2001:db8::7");
        row({"[2001:db8::7]:4711"}, "2001:db8::7");
        row({"192.0.2.7:4711"}, "192.0.2.7");
        row({"::ffff:192.0.2.7"}, "192.0.2.7");
        row({"192.0.2.7, unknown"}, "");
        row({"192.0.2.7,"}, "");
        row({"192.0.2.7, _hidden, 10.0.0.2"}, "");
        row({"127.0.0.1"}, "127.0.0.1");
    }
    void forwarded()
    {
        QFETCH(QByteArrayList, fields);
        QFETCH(QString, client);
        ProxyRule rule;
        rule.trusted = ProxyRule::networks({QStringLiteral("10.0.0.0/8")});
        HeaderFields headers;
        for (const QByteArray &field : fields)
            headers.append("X-Forwarded-For", field);
        headers.append("Forwarded", "for=198.51.100.1");
        QCOMPARE(forwardedFor(headers, rule).toString(), client);
    }

private:
    /// Of `version2('\x21', '\x11', Addresses4 + extension('\x03', it))`.
    static QByteArray checksum() { return QByteArray::fromHex("737ee919"); }
};

QTEST_GUILESS_MAIN(TestProxyHeader)
#include "tst_proxyheader.moc"
