// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakeclient.h"
#include "models/composer.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace digidig::console;

namespace {

QByteArray keyOf(const Request &request)
{
    for (const auto &[name, value] : request.headers) {
        if (name == "Idempotency-Key")
            return value;
    }
    return {};
}

const Composer::Draft Hello{QStringLiteral("a@example.com"), {QStringLiteral("jana@example.org")}, QStringLiteral("Hello"), QStringLiteral("x")};
const QJsonObject Stored{{QStringLiteral("ids"), QJsonArray{QStringLiteral("m1")}}};

} // namespace

/// A test message is delivered once, however often it is tried.
class TestComposer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addresses()
    {
        QCOMPARE(Composer::addressesIn(QStringLiteral(" a@x, b@x;c@x\na@x ,")),
            (QStringList{QStringLiteral("a@x"), QStringLiteral("b@x"), QStringLiteral("c@x")}));
        QVERIFY(Composer::addressesIn(QStringLiteral(" ,; ")).isEmpty());
    }

    void deliversWhatTheContractWants()
    {
        FakeClient client;
        Composer composer(client);
        QSignalSpy delivered(&composer, &Composer::delivered);
        composer.deliver(Hello);
        composer.deliver(Hello);
        QCOMPARE(client.pending(), 1);
        const QJsonObject body = QJsonDocument::fromJson(client.at(0).body).object();
        QCOMPARE(body.value(u"sender").toString(), Hello.sender);
        QCOMPARE(body.value(u"recipient").toArray(), QJsonArray{Hello.recipients.first()});
        QCOMPARE(body.value(u"subject").toString(), Hello.subject);
        QCOMPARE(body.value(u"body").toString(), Hello.text);
        QVERIFY(keyOf(client.at(0)).size() >= 32);
        client.answer(0, Stored, 201);
        QCOMPARE(delivered.size(), 1);
        QCOMPARE(delivered.first().first().toStringList(), QStringList{QStringLiteral("m1")});
        QVERIFY(!composer.busy());
    }

    void theSameTriedAgainIsTheSameDelivery()
    {
        FakeClient client;
        Composer composer(client);
        QSignalSpy failed(&composer, &Composer::failed);
        composer.deliver(Hello);
        const QByteArray first = keyOf(client.at(0));
        client.fail(0, {.kind = Problem::Kind::Timeout});
        QCOMPARE(failed.size(), 1);
        composer.deliver(Hello);
        QCOMPARE(keyOf(client.at(0)), first);
        client.fail(0, {.kind = Problem::Kind::Unreachable});
        // Another text is another delivery, and so is the same once more after it went well.
        Composer::Draft other = Hello;
        other.text = QStringLiteral("y");
        composer.deliver(other);
        const QByteArray second = keyOf(client.at(0));
        QVERIFY(second != first);
        client.answer(0, Stored, 201);
        composer.deliver(other);
        QVERIFY(keyOf(client.at(0)) != second);
    }
};

QTEST_GUILESS_MAIN(TestComposer)
#include "tst_composer.moc"
