// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/connection.h"
#include "fakeclient.h"
#include "fakeevents.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

using State = Connection::State;

namespace {

const QJsonObject Health{{QStringLiteral("status"), QStringLiteral("ok")}, {QStringLiteral("details"), QJsonObject()}};
const Problem Away{.kind = Problem::Kind::Unreachable, .text = QStringLiteral("gone")};
const Problem NoToken{.status = 401, .code = QStringLiteral("unauthorized"), .text = QStringLiteral("no")};

} // namespace

/// How the console comes to a service, loses it, and comes back or gives up.
class TestConnection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesOnline()
    {
        Rig rig;
        QCOMPARE(rig.connection.state(), State::Connecting);
        rig.comeOnline();
        QCOMPARE(rig.connection.state(), State::Online);
        QVERIFY(rig.connection.role() == Connection::Role::Administrator);
        QVERIFY(!rig.client.readOnly());
        QCOMPARE(rig.events.kinds(), Connection::followed());
    }

    void whoMayOnlyLookLooksOnly()
    {
        Rig rig;
        rig.client.answer(0, Health);
        rig.client.fail(0, Problem{.status = 403});
        QCOMPARE(rig.connection.state(), State::Online);
        QVERIFY(rig.connection.role() == Connection::Role::Reader);
        QVERIFY(rig.client.readOnly());
    }

    void aFirstAttemptThatFailsIsTheLast()
    {
        Rig rig;
        rig.client.fail(0, Away);
        QCOMPARE(rig.connection.state(), State::Offline);
        QCOMPARE(rig.failed.size(), 1);
        QCOMPARE(rig.connection.problem()->text, QStringLiteral("gone"));
    }

    /// What was lost is tried until it is there again, and everybody is told to read again.
    void losesAndRegains()
    {
        Rig rig;
        rig.comeOnline();
        Q_EMIT rig.events.lost(Away);
        QCOMPARE(rig.connection.state(), State::Reconnecting);
        QCOMPARE(rig.connection.problem()->text, QStringLiteral("gone"));
        QTRY_COMPARE(rig.client.pending(), 1);
        rig.client.fail(0, Away);
        QCOMPARE(rig.connection.state(), State::Reconnecting);
        rig.connection.retryNow();
        QCOMPARE(rig.client.pending(), 1);
        rig.client.answer(0, Health);
        // Its gate is still up.
        rig.client.fail(0, Problem{.status = 503});
        QCOMPARE(rig.connection.state(), State::Reconnecting);
        rig.connection.retryNow();
        rig.comeOnline();
        QCOMPARE(rig.connection.state(), State::Online);
        QCOMPARE(rig.online.size(), 2);
        QVERIFY(!rig.connection.problem());
        QCOMPARE(rig.failed.size(), 0);
    }

    void aTokenThatIsRefusedIsNotTriedAgain_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("untrusted");
        QTest::newRow("401") << 401 << false;
        QTest::newRow("403") << 403 << false;
        QTest::newRow("another certificate") << 0 << true;
    }
    void aTokenThatIsRefusedIsNotTriedAgain()
    {
        QFETCH(int, status);
        QFETCH(bool, untrusted);
        Rig rig;
        rig.comeOnline();
        Q_EMIT rig.events.lost(Away);
        rig.connection.retryNow();
        const Problem refusal{
            .kind = untrusted ? Problem::Kind::Untrusted : Problem::Kind::Refused, .status = status, .text = QStringLiteral("no")};
        rig.client.fail(0, refusal);
        QCOMPARE(rig.connection.state(), State::Offline);
        QCOMPARE(rig.failed.size(), 1);
        QCOMPARE(rig.connection.problem()->status, status);
        QVERIFY(!rig.events.live());
        rig.connection.retryNow();
        QCOMPARE(rig.client.pending(), 0);
    }

    /// A token that was revoked: the first answer of any kind that says so ends it.
    void aRevokedTokenEndsIt()
    {
        Rig rig;
        rig.comeOnline();
        rig.client.send(Request::get(QStringLiteral("/emails")), this, [](const Answer &) {});
        rig.client.fail(0, NoToken);
        QCOMPARE(rig.connection.state(), State::Offline);
        QCOMPARE(rig.failed.size(), 1);
        // With another one it goes on.
        rig.connection.open(false);
        rig.comeOnline();
        QCOMPARE(rig.connection.state(), State::Online);
    }

    /// What a single request may not do says nothing about the others.
    void oneForbiddenRequestEndsNothing()
    {
        Rig rig;
        rig.comeOnline();
        rig.client.send(Request::get(QStringLiteral("/api/tokens")), this, [](const Answer &) {});
        rig.client.fail(0, Problem{.status = 403});
        QCOMPARE(rig.connection.state(), State::Online);
    }

private:
    struct Rig {
        Rig() { connection.open(false); }
        void comeOnline()
        {
            client.answer(0, Health);
            client.answer(0, {});
        }

        FakeClient client;
        FakeEvents events;
        Connection connection{client, events};
        QSignalSpy failed{&connection, &Connection::failed};
        QSignalSpy online{&connection, &Connection::online};
    };
};

QTEST_GUILESS_MAIN(TestConnection)
#include "tst_connection.moc"
