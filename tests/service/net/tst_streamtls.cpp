// SPDX-License-Identifier: GPL-3.0-or-later
#include "streamfixture.h"

using namespace streams;

class TestStreamTls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fromTheStart_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("1.2") << TLS1_2_VERSION;
        QTest::newRow("1.3") << TLS1_3_VERSION;
    }
    void fromTheStart()
    {
        QFETCH(int, version);
        Certified certified;
        Service service(certified.context);
        Client client(service.listen(true));
        TlsClient tls(client, {.maximum = version, .serverName = "Mail.Example.org"});
        QVERIFY(tls.ok);
        const QByteArray name = version == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2";
        QCOMPARE(tls.line(), "secured " + name + " new mail.example.org");
        QCOMPARE(tls.ask("hello"), QByteArray("hello"));
        const auto connection = service.registry.list().constFirst();
        QVERIFY(connection->tls);
        QVERIFY(connection->cipher().startsWith(QString::fromLatin1(name)));
        QVERIFY(connection->bytesIn > 100); // of the wire, with the handshake
        // RFC 9266: both ends derive the same, and nobody else does.
        unsigned char key[32];
        QCOMPARE(SSL_export_keying_material(tls.ssl(), key, sizeof key, "EXPORTER-Channel-Binding",
                     24, reinterpret_cast<const unsigned char *>(""), 0, 1),
            1);
        QCOMPARE(
            tls.ask("export"), QByteArray(reinterpret_cast<const char *>(key), sizeof key).toHex());
        // The end is said.
        QCOMPARE(tls.ask("finish"), QByteArray("bye"));
        char c;
        QVERIFY(SSL_read(tls.ssl(), &c, 1) <= 0);
        QCOMPARE(SSL_get_shutdown(tls.ssl()) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
    }

    void startTls()
    {
        Certified certified;
        Service service(certified.context);
        Client client(service.listen());
        QCOMPARE(client.ask("hello"), QByteArray("hello"));
        QCOMPARE(client.ask("export"), QByteArray());
        QCOMPARE(client.ask("starttls"), QByteArray("go"));
        TlsClient tls(client, {});
        QVERIFY(tls.ok);
        QCOMPARE(tls.line(), QByteArray("secured TLSv1.3 new"));
        QCOMPARE(tls.ask("hello"), QByteArray("hello"));
        QCOMPARE(tls.ask("starttls"), QByteArray("no"));
        QCOMPARE(tls.ask("hello"), QByteArray("hello"));
        QCOMPARE(service.server.handshakeCount(), 0);
    }

    /// CVE-2011-0411: what was sent in the clear is not taken for what comes under TLS.
    void injection()
    {
        Certified certified;
        Service service(certified.context);
        Client client(service.listen());
        QVERIFY(client.send("starttls\r\ninjected\r\n"));
        QCOMPARE(client.line(), QByteArray("go"));
        TlsClient tls(client, {});
        QVERIFY(tls.ok);
        QCOMPARE(tls.line(), QByteArray("secured TLSv1.3 new"));
        QCOMPARE(tls.ask("hello"), QByteArray("hello")); // and not "injected"
    }

    void injectionThatComesLater()
    {
        Certified certified;
        Service service(certified.context);
        Client client(service.listen());
        QCOMPARE(client.ask("starttls"), QByteArray("go"));
        QVERIFY(client.send("injected\r\n"));
        TlsClient tls(client, {});
        QVERIFY(!tls.ok);
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
        QCOMPARE(service.seen.received, 1);
    }

    void withoutCertificate()
    {
        Service service(std::make_shared<net::TlsContext>());
        Client client(service.listen());
        QCOMPARE(client.ask("starttls"), QByteArray("no"));
        QCOMPARE(client.ask("hello"), QByteArray("hello"));
        Service none;
        Client other(none.listen());
        QCOMPARE(other.ask("starttls"), QByteArray("no"));
    }

    void resumption_data() { fromTheStart_data(); }
    void resumption()
    {
        QFETCH(int, version);
        const QByteArray name = version == TLS1_3_VERSION ? "TLSv1.3" : "TLSv1.2";
        Certified certified;
        Service service(certified.context);
        const quint16 port = service.listen(true);
        SSL_SESSION *session = nullptr;
        {
            Client client(port);
            TlsClient tls(client, {.maximum = version, .serverName = "mail.example.org"});
            QVERIFY(tls.ok);
            QCOMPARE(tls.line(), "secured " + name + " new mail.example.org");
            session = SSL_get1_session(tls.ssl());
        }
        QVERIFY(SSL_SESSION_is_resumable(session));
        // Also over a reload, with another certificate.
        const auto oldFingerprint = certified.context->fingerprint();
        QTemporaryDir other;
        QVERIFY(certified.context->bootstrap(other.path(), {}).ok());
        QVERIFY(certified.context->fingerprint() != oldFingerprint);
        Client client(port);
        TlsClient tls(
            client, {.maximum = version, .serverName = "mail.example.org", .session = session});
        QVERIFY(tls.ok);
        QCOMPARE(SSL_session_reused(tls.ssl()), 1);
        QCOMPARE(tls.line(), "secured " + name + " resumed mail.example.org");
        SSL_SESSION_free(session);
    }

    void reloadLeavesSessionsAlone()
    {
        Certified certified;
        Service service(certified.context);
        const quint16 port = service.listen(true);
        Client before(port);
        TlsClient open(before, {});
        QVERIFY(open.ok);
        open.line();
        QTemporaryDir other;
        QVERIFY(certified.context->bootstrap(other.path(), {}).ok());
        QCOMPARE(open.ask("still"), QByteArray("still"));
        Client after(port);
        TlsClient fresh(after, {});
        QVERIFY(fresh.ok);
        QVERIFY(
            X509_cmp(SSL_get0_peer_certificate(open.ssl()), SSL_get0_peer_certificate(fresh.ssl()))
            != 0);
    }

    void oldVersionsAreRefused()
    {
        Certified certified;
        Service service(certified.context);
        Client client(service.listen(true));
        TlsClient tls(client, {.maximum = TLS1_1_VERSION, .minimum = TLS1_VERSION});
        QVERIFY(!tls.ok);
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(service.server.handshakeCount(), 0, Patience);
        QCOMPARE(service.seen.secured, 0);
    }

    void garbage_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("IMAP") << QByteArray("a001 LOGIN joe secret\r\n");
        QTest::newRow("HTTP") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        QTest::newRow("zeros") << QByteArray(100'000, '\0');
        QTest::newRow("a record that is too large")
            << QByteArray::fromHex("160301ffff") + QByteArray(70'000, 'x');
    }
    void garbage()
    {
        QFETCH(QByteArray, bytes);
        Certified certified;
        Service service(certified.context);
        const quint16 port = service.listen(true);
        Client client(port);
        client.send(bytes);
        client.rest();
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
        QCOMPARE(service.seen.received, 0);
        Client good(port);
        QVERIFY(TlsClient(good, {}).ok);
    }

    void halfOpenHandshakesEnd()
    {
        Certified certified;
        Service service(certified.context);
        net::StreamLimits limits;
        limits.maxConnections = 1000;
        limits.handshakeTimeoutMs = 300;
        service.server.setLimits(limits);
        const quint16 port = service.listen(true);
        const quint16 plain = service.listen();
        std::vector<std::unique_ptr<Client>> silent;
        for (int i = 0; i < 20; ++i) {
            silent.push_back(std::make_unique<Client>(port));
            silent.back()->send(QByteArray::fromHex("16030100"));
        }
        Client half(plain);
        QCOMPARE(half.ask("starttls"), QByteArray("go"));
        for (const auto &client : silent)
            QCOMPARE(client->rest(), QByteArray());
        QCOMPARE(half.rest(), QByteArray());
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 21, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(service.server.handshakeCount(), 0, Patience);
        QTRY_COMPARE_WITH_TIMEOUT(service.server.connectionCount(), 0, Patience);
    }

    void slowReader()
    {
        constexpr qint64 Bytes = 50'000'000;
        Certified certified;
        Service service(certified.context);
        Client client(service.listen(true));
        TlsClient tls(client, {});
        QVERIFY(tls.ok);
        tls.line();
        QVERIFY(tls.send("pour 50000000\r\n"));
        QTRY_VERIFY_WITH_TIMEOUT(service.seen.mostUnsent >= Stream::HighWater, Patience);
        QVERIFY(service.registry.list().constFirst()->bytesOut < Bytes / 2);
        qint64 got = 0;
        while (got < Bytes) {
            const QByteArray bytes = tls.some(1 << 14);
            QVERIFY(!bytes.isEmpty());
            got += bytes.size();
        }
        QCOMPARE(got, Bytes);
        QVERIFY(service.seen.mostUnsent < Stream::HighWater + 40'000);
        QCOMPARE(tls.ask("hello"), QByteArray("hello"));
    }

    void slowHandler()
    {
        Certified certified;
        Service service(certified.context);
        Client client(service.listen(true));
        TlsClient tls(client, {});
        QVERIFY(tls.ok);
        tls.line();
        QVERIFY(tls.send("pause\r\n"));
        SSL_set_mode(
            tls.ssl(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        const timeval soon = {0, 500'000};
        ::setsockopt(client.descriptor(), SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon);
        const QByteArray chunk(16 * 1024, 'z');
        qint64 sent = 0;
        for (int n = 1; n > 0;) {
            n = SSL_write(tls.ssl(), chunk.constData(), int(chunk.size()));
            sent += std::max(n, 0);
            QVERIFY(sent < 100'000'000);
        }
        QVERIFY(service.registry.list().constFirst()->bytesIn < 200'000);
    }

    void halfClose()
    {
        Certified certified;
        Service service(certified.context);
        Client client(service.listen(true));
        TlsClient tls(client, {});
        QVERIFY(tls.ok);
        tls.line();
        QVERIFY(tls.send("one\r\ntwo\r\n"));
        SSL_shutdown(tls.ssl());
        client.shutdown();
        QCOMPARE(tls.line(), QByteArray("one"));
        QCOMPARE(tls.line(), QByteArray("two"));
        QCOMPARE(tls.line(), QByteArray());
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
    }

    /// Many clients hang up without saying so, RFC 8446 §6.1 or not.
    void anEndWithoutNotice()
    {
        Certified certified;
        Service service(certified.context);
        Client client(service.listen(true));
        TlsClient tls(client, {});
        QVERIFY(tls.ok);
        tls.line();
        QVERIFY(tls.send("one\r\n"));
        client.shutdown();
        QCOMPARE(tls.line(), QByteArray("one"));
        QCOMPARE(tls.line(), QByteArray());
        QTRY_COMPARE_WITH_TIMEOUT(service.seen.closed, 1, Patience);
        QCOMPARE(service.seen.ended, 1);
    }

    /// Bytes of a handshake come one by one, those of a record too.
    void inCrumbs()
    {
        Certified certified;
        Service service(certified.context);
        Client client(service.listen(true));
        SSL_CTX *const context = SSL_CTX_new(TLS_client_method());
        SSL *const ssl = SSL_new(context);
        BIO *const in = BIO_new(BIO_s_mem());
        BIO *const out = BIO_new(BIO_s_mem());
        SSL_set_bio(ssl, in, out);
        const auto send = [&] {
            char c;
            while (BIO_read(out, &c, 1) == 1)
                client.send(QByteArray(1, c));
        };
        while (SSL_connect(ssl) != 1) {
            send();
            const QByteArray more = client.some(4096);
            QVERIFY(!more.isEmpty());
            BIO_write(in, more.constData(), int(more.size()));
        }
        QCOMPARE(SSL_write(ssl, "hello\r\n", 7), 7);
        send();
        QByteArray answer;
        while (!answer.endsWith("hello\r\n")) {
            char buffer[100];
            const int n = SSL_read(ssl, buffer, sizeof buffer);
            if (n > 0) {
                answer.append(buffer, n);
                continue;
            }
            const QByteArray more = client.some(4096);
            QVERIFY(!more.isEmpty());
            BIO_write(in, more.constData(), int(more.size()));
        }
        SSL_free(ssl);
        SSL_CTX_free(context);
    }

    void keysAreUpdated()
    {
        Certified certified;
        Service service(certified.context);
        Client client(service.listen(true));
        TlsClient tls(client, {});
        QVERIFY(tls.ok);
        tls.line();
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(SSL_key_update(tls.ssl(), SSL_KEY_UPDATE_REQUESTED), 1);
            QCOMPARE(tls.ask("hello"), QByteArray("hello"));
        }
    }

    void renegotiationIsRefused()
    {
        Certified certified;
        Service service(certified.context);
        Client client(service.listen(true));
        TlsClient tls(client, {.maximum = TLS1_2_VERSION});
        QVERIFY(tls.ok);
        tls.line();
        SSL_renegotiate(tls.ssl());
        QVERIFY(SSL_do_handshake(tls.ssl()) != 1);
    }

    void stopDuringAHandshake()
    {
        Certified certified;
        Service service(certified.context);
        Client client(service.listen(true));
        QTRY_COMPARE_WITH_TIMEOUT(service.server.handshakeCount(), 1, Patience);
        service.server.stop(Patience);
        QCOMPARE(service.seen.stopping, 0);
        QCOMPARE(service.seen.closed, 1);
    }
};

QTEST_GUILESS_MAIN(TestStreamTls)
#include "tst_streamtls.moc"
