// SPDX-License-Identifier: GPL-3.0-or-later
#include "streamfixture.h"

using namespace streams;

namespace {

net::ProxyRule trusting(const char *network, qint64 timeoutMs = Patience)
{
    net::ProxyRule rule;
    rule.trusted = net::ProxyRule::networks({QString::fromLatin1(network)});
    rule.plain = rule.tls = true;
    rule.timeoutMs = timeoutMs;
    return rule;
}

const QByteArray Header = "PROXY TCP4 192.0.2.7 192.0.2.1 40000 143\r\n";

/// Says whose it is.
class Named : public LineHandler {
public:
    Named(Stream *stream, Seen &seen)
        : LineHandler(stream, seen)
    {
        if (!stream->isTls())
            greet();
    }
    void secured() override { greet(); }

private:
    void greet()
    {
        const auto flag = [](bool on) -> QByteArray { return on ? " yes" : " no"; };
        m_stream->write(m_stream->connection().peer.toLatin1() + ' '
            + m_stream->peer().toString().toLatin1() + flag(m_stream->isLoopback())
            + flag(m_stream->isConfidential()) + "\r\n");
    }
};

struct Proxied : Service {
    explicit Proxied(const net::ProxyRule &rule, std::shared_ptr<net::TlsContext> tls = {})
        : Service(std::move(tls),
            [this](Stream *stream) -> Stream::Handler * { return new Named(stream, seen); })
    {
        server.setProxies(rule);
    }
};

} // namespace

class TestStreamProxy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void trusted()
    {
        Proxied service(trusting("127.0.0.0/8"));
        Client client(service.listen());
        QVERIFY(client.send(Header + "hello\r\n"));
        QCOMPARE(client.line(), QByteArray("192.0.2.7:40000 192.0.2.7 no no"));
        QCOMPARE(client.line(), QByteArray("hello"));
        QCOMPARE(service.registry.list().constFirst()->peer, QStringLiteral("192.0.2.7:40000"));
        QCOMPARE(client.ask("finish"), QByteArray("bye"));
    }

    void inCrumbs()
    {
        Proxied service(trusting("127.0.0.1"));
        Client client(service.listen());
        for (const char c : Header) {
            QVERIFY(client.send(QByteArray(1, c)));
            QCOMPARE(service.seen.alive, 0);
        }
        QCOMPARE(client.line(), QByteArray("192.0.2.7:40000 192.0.2.7 no no"));
    }

    /// The proxy's own connections are known by its address, and have no more rights.
    void ofTheProxyItself()
    {
        Proxied service(trusting("127.0.0.1"));
        const quint16 port = service.listen();
        for (const QByteArray &header : {QByteArray("PROXY UNKNOWN\r\n"),
                 QByteArray("\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00", 16)}) {
            Client client(port);
            QVERIFY(client.send(header));
            const QByteArray line = client.line();
            QVERIFY2(line.startsWith("127.0.0.1:") && line.endsWith(" 127.0.0.1 no no"),
                line.constData());
        }
    }

    void sayingThatItIsLocal()
    {
        Proxied service(trusting("127.0.0.1"));
        Client client(service.listen());
        QVERIFY(client.send("PROXY TCP4 127.0.0.1 127.0.0.1 1 143\r\n"));
        QCOMPARE(client.line(), QByteArray("127.0.0.1:1 127.0.0.1 no no"));
    }

    void theClientHasTlsWithTheProxy()
    {
        Proxied service(trusting("127.0.0.1"));
        Client client(service.listen());
        QVERIFY(client.send(QByteArray("\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x14", 16)
            + QByteArray::fromHex("c0000207" "c0000201" "9c40" "008f")
            + QByteArray("\x20\x00\x05\x01\x00\x00\x00\x00", 8)));
        QCOMPARE(client.line(), QByteArray("192.0.2.7:40000 192.0.2.7 no yes"));
    }

    void beforeTls()
    {
        Certified certified;
        Proxied service(trusting("127.0.0.1"), certified.context);
        Client client(service.listen(true));
        QVERIFY(client.send(Header));
        TlsClient tls(client, {});
        QVERIFY(tls.ok);
        QCOMPARE(tls.line(), QByteArray("192.0.2.7:40000 192.0.2.7 no yes"));
        QCOMPARE(tls.ask("hello"), QByteArray("hello"));
    }

    /// Whoever is not trusted is who he is; his header is a line like any other.
    void notTrusted()
    {
        Proxied service(trusting("127.0.0.2"));
        const quint16 port = service.listen();
        Client client(port);
        QVERIFY(client.line().endsWith(" 127.0.0.1 yes no"));
        QVERIFY(client.send(Header));
        QCOMPARE(client.line(), Header.trimmed());
        Client proxy(port, "127.0.0.2");
        QVERIFY(proxy.send(Header));
        QCOMPARE(proxy.line(), QByteArray("192.0.2.7:40000 192.0.2.7 no no"));
        // Live.
        service.server.setProxies({});
        Client direct(port, "127.0.0.2");
        QVERIFY(direct.line().endsWith(" 127.0.0.2 yes no"));
    }

    void onlyWhereItIsExpected()
    {
        Certified certified;
        net::ProxyRule rule = trusting("127.0.0.1");
        rule.plain = false;
        Proxied service(rule, certified.context);
        Client client(service.listen(false));
        QVERIFY(client.line().endsWith(" 127.0.0.1 yes no"));
    }

    void wrong_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("none") << QByteArray("a1 NOOP\r\n");
        QTest::newRow("another protocol") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        QTest::newRow("malformed") << QByteArray("PROXY TCP4 here there 1 2\r\n");
        QTest::newRow("endless") << QByteArray("PROXY TCP4 " + QByteArray(5000, '1'));
    }
    void wrong()
    {
        QFETCH(QByteArray, bytes);
        Proxied service(trusting("127.0.0.1"));
        Client client(service.listen());
        QTest::ignoreMessage(
            QtWarningMsg, QRegularExpression(QStringLiteral("PROXY header from 127.0.0.1:\\d+: .+")));
        QVERIFY(client.send(bytes));
        QVERIFY(client.rest().isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(service.server.connectionCount(), 0, Patience);
        QCOMPARE(service.seen.alive, 0);
    }

    void tooLate()
    {
        Proxied service(trusting("127.0.0.1", 100));
        Client client(service.listen());
        QTest::ignoreMessage(
            QtWarningMsg, QRegularExpression(QStringLiteral("PROXY header from .*: .*in time")));
        QVERIFY(client.send("PROXY"));
        QVERIFY(client.rest().isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(service.server.connectionCount(), 0, Patience);
    }

    /// A balancer that looks whether there is somebody.
    void aLook()
    {
        Proxied service(trusting("127.0.0.1"));
        const quint16 port = service.listen();
        {
            Client client(port);
            QTRY_COMPARE_WITH_TIMEOUT(service.server.connectionCount(), 1, Patience);
        }
        QTRY_COMPARE_WITH_TIMEOUT(service.server.connectionCount(), 0, Patience);
    }

    /// Those that wait count as connections, keep nobody waiting, and count for the client's
    /// address, not for the proxy's.
    void limits()
    {
        Proxied service(trusting("127.0.0.1"));
        net::StreamLimits limits;
        limits.maxConnections = 4;
        limits.maxConnectionsPerAddress = 2;
        service.server.setLimits(limits);
        const quint16 port = service.listen();
        Client waiting(port);
        QTRY_COMPARE_WITH_TIMEOUT(service.server.connectionCount(), 1, Patience);
        Client first(port);
        Client second(port);
        for (Client *client : {&first, &second}) {
            QVERIFY(client->send(Header));
            QVERIFY(client->line().startsWith("192.0.2.7:"));
        }
        {
            Client third(port);
            QVERIFY(third.send(Header));
            QCOMPARE(third.line(), QByteArray("* BYE too many from you"));
            QVERIFY(third.rest().isEmpty());
        }
        QTRY_COMPARE_WITH_TIMEOUT(service.server.connectionCount(), 3, Patience);
        Client other(port);
        QVERIFY(other.send("PROXY TCP4 192.0.2.8 192.0.2.1 1 143\r\n"));
        QCOMPARE(other.line(), QByteArray("192.0.2.8:1 192.0.2.8 no no"));
        Client fifth(port);
        QCOMPARE(fifth.line(), QByteArray("* BYE too many"));
        QCOMPARE(service.server.turnedAwayCount(), 2U);
        QVERIFY(waiting.send("PROXY TCP4 192.0.2.9 192.0.2.1 1 143\r\n"));
        QCOMPARE(waiting.line(), QByteArray("192.0.2.9:1 192.0.2.9 no no"));
        first.close();
        QTRY_COMPARE_WITH_TIMEOUT(service.server.connectionCount(), 3, Patience);
        Client again(port);
        QVERIFY(again.send(Header));
        QCOMPARE(again.line(), QByteArray("192.0.2.7:40000 192.0.2.7 no no"));
    }

    void stopWhileSomeWait()
    {
        Proxied service(trusting("127.0.0.1"));
        const quint16 port = service.listen();
        Client a(port);
        Client b(port);
        QVERIFY(b.send("PROXY TCP4 "));
        QTRY_COMPARE_WITH_TIMEOUT(service.server.connectionCount(), 2, Patience);
        service.server.stop(Patience);
        QCOMPARE(service.server.connectionCount(), 0);
        QVERIFY(a.rest().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestStreamProxy)
#include "tst_streamproxy.moc"
