// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/gate.h"
#include "auth/passwords.h"
#include "auth/peerowner.h"

#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <unistd.h>

using namespace digidig;

namespace {

constexpr uid_t SomebodyElse = 54321;

/// A request by root of this machine, to a loopback name, with nothing suspicious about it.
auth::Evidence localEvidence()
{
    auth::Evidence evidence;
    evidence.host = "localhost:8003";
    evidence.loopback = true;
    evidence.peerOwner = [] { return std::optional<uid_t>(0); };
    return evidence;
}

} // namespace

class TestGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void localRequestsAreTheAdministrator()
    {
        const auth::Gate gate({});
        const auto who = gate.identify(localEvidence(), {});
        QVERIFY(who);
        QVERIFY(who->role == auth::Role::Admin);
        QCOMPARE(who->name, QStringLiteral("local:root"));
    }

    void oneDoubtIsEnough_data()
    {
        QTest::addColumn<QByteArray>("doubt");
        for (const char *doubt : {"remote peer", "proxy", "another user", "unknown owner", "foreign host",
                 "auth required"})
            QTest::newRow(doubt) << QByteArray(doubt);
    }
    void oneDoubtIsEnough()
    {
        QFETCH(QByteArray, doubt);
        auth::Evidence evidence = localEvidence();
        auth::GatePolicy policy;
        if (doubt == "remote peer")
            evidence.loopback = false;
        else if (doubt == "proxy")
            evidence.forwarded = true;
        else if (doubt == "another user")
            evidence.peerOwner = [] { return std::optional(SomebodyElse); };
        else if (doubt == "unknown owner")
            evidence.peerOwner = [] { return std::optional<uid_t>(); };
        else if (doubt == "foreign host")
            evidence.host = "mail.example.com";
        else
            policy.localIsAdmin = false;
        const auto who = auth::Gate({}).identify(evidence, policy);
        QVERIFY(who);
        QVERIFY(who->role == auth::Role::Anonymous);
    }

    void webPagesOfOtherOriginsAreRefused()
    {
        auth::Evidence evidence = localEvidence();
        evidence.origin = "https://evil.example";
        const auto refused = auth::Gate({}).identify(evidence, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().slug, QByteArray("foreign_origin"));

        evidence.origin = "http://localhost:8003";
        QVERIFY(auth::Gate({}).identify(evidence, {}));
        evidence.origin = "https://evil.example";
        QVERIFY(auth::Gate({}).identify(evidence, {.localIsAdmin = true, .corsOrigins = {QStringLiteral("https://evil.example")}}));
        evidence.origin = "null";
        QVERIFY(!auth::Gate({}).identify(evidence, {}));
    }

    void tokens()
    {
        const auth::Gate gate("a-long-enough-token");
        auth::Evidence evidence;
        evidence.host = "mail.example.com";
        evidence.authorization = "Bearer a-long-enough-token";
        QVERIFY(gate.identify(evidence, {})->role == auth::Role::Admin);
        evidence.authorization = "bearer  a-long-enough-token";
        QVERIFY(gate.identify(evidence, {})->role == auth::Role::Admin);
        for (const char *wrong : {"Bearer a-long-enough-toke", "Bearer ", "Bearer", "Basic YTpi", "x",
                 "a-long-enough-token", "Bearer a-long-enough-token2"}) {
            evidence.authorization = wrong;
            const auto who = gate.identify(evidence, {});
            QVERIFY2(!who, wrong);
            QVERIFY(who.error().errc == core::Errc::Unauthorized);
        }
        // A wrong credential is not forgiven because the request is local.
        auth::Evidence local = localEvidence();
        local.authorization = "Bearer wrong";
        QVERIFY(!gate.identify(local, {}));
        // Without a token set, the empty one is no key.
        evidence.authorization = "Bearer ";
        QVERIFY(!auth::Gate({}).identify(evidence, {}));
    }

    void loopbackHosts_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("loopback");
        QTest::newRow("name") << QByteArray("localhost") << true;
        QTest::newRow("name, port") << QByteArray("LocalHost:8003") << true;
        QTest::newRow("v4") << QByteArray("127.0.0.1:1") << true;
        QTest::newRow("v4, high") << QByteArray("127.9.9.9") << true;
        QTest::newRow("v6") << QByteArray("[::1]:8003") << true;
        QTest::newRow("domain") << QByteArray("localhost.evil.example") << false;
        QTest::newRow("address as domain") << QByteArray("127.0.0.1.evil.example") << false;
        QTest::newRow("other v4") << QByteArray("10.0.0.1") << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("open bracket") << QByteArray("[::1") << false;
    }
    void loopbackHosts()
    {
        QFETCH(QByteArray, host);
        QFETCH(bool, loopback);
        QCOMPARE(auth::Gate::isLoopbackHost(host), loopback);
    }

    void theKernelKnowsWhoOwnsASocket_data()
    {
        QTest::addColumn<QHostAddress>("address");
        QTest::newRow("v4") << QHostAddress(QHostAddress::LocalHost);
        QTest::newRow("v6") << QHostAddress(QHostAddress::LocalHostIPv6);
    }
    void theKernelKnowsWhoOwnsASocket()
    {
        QFETCH(QHostAddress, address);
        QTcpServer server;
        if (!server.listen(address))
            QSKIP("this machine has no such loopback address");
        QTcpSocket client;
        client.connectToHost(address, server.serverPort());
        QVERIFY(client.waitForConnected());
        QVERIFY(server.waitForNewConnection(5000));
        const QTcpSocket *accepted = server.nextPendingConnection();
        const auto owner = auth::peerOwner(accepted->peerAddress(), accepted->peerPort(),
            accepted->localAddress(), accepted->localPort());
        QVERIFY(owner);
        QCOMPARE(*owner, ::geteuid());
        QVERIFY(!auth::peerOwner(address, 1, address, server.serverPort()));
    }

    void passwords()
    {
        const auto hash = auth::hashPassword("correct horse battery");
        QVERIFY(hash);
        QVERIFY(hash->startsWith("$argon2id$"));
        QVERIFY(auth::verifyPassword(*hash, "correct horse battery"));
        QVERIFY(!auth::verifyPassword(*hash, "correct horse batterz"));
        QVERIFY(!auth::verifyPassword({}, "correct horse battery"));
        QVERIFY(!auth::verifyPassword("$argon2id$garbage", "x"));
        QVERIFY(*auth::hashPassword("correct horse battery") != *hash);
        QVERIFY(!auth::hashPassword("short"));
        QVERIFY(!auth::hashPassword(QByteArray(2000, 'x')));
    }
};

QTEST_GUILESS_MAIN(TestGate)
#include "tst_gate.moc"
