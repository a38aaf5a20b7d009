// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/call.h"
#include "fakeclient.h"

#include <QtCore/QProcess>
#include <QtTest/QTest>

using namespace digidig::console;

/// Addresses, curl lines, problems, and what becomes of answers that nobody wants.
class TestRequest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void encodesWhatIsNotOurs()
    {
        const QUrl base(QStringLiteral("https://mail.example.org/imap/"));
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("account"), QStringLiteral("jana+a@example.org"));
        const Request request = Request::get(QStringLiteral("/api/accounts/%1").arg(segment(QStringLiteral("a/../b c"))), query);
        QCOMPARE(request.url(base).toString(QUrl::FullyEncoded),
            QStringLiteral("https://mail.example.org/imap/api/accounts/a%2F..%2Fb%20c?account=jana%2Ba@example.org"));
        QCOMPARE(segment(QStringLiteral("..")), QStringLiteral("%2E%2E"));
    }

    void curlIsSafeToPaste()
    {
        const Request request = Request::send("PUT", QStringLiteral("/api/config"), {{QStringLiteral("x"), QStringLiteral("it's; rm")}});
        QCOMPARE(request.curl(QUrl(QStringLiteral("http://localhost:8003")), true),
            QStringLiteral("curl -X PUT 'http://localhost:8003/api/config' -H \"Authorization: Bearer $TOKEN\" "
                           "-H 'Content-Type: application/json' -d '{\"x\":\"it'\\''s; rm\"}'"));
    }

    /// Neither the clipboard nor the history of a shell has what somebody typed as a secret.
    void curlHasNoSecrets()
    {
        Request request = Request::send("POST", QStringLiteral("/api/accounts"),
            {{QStringLiteral("address"), QStringLiteral("o'hara@example.org")}, {QStringLiteral("admin_token"), QStringLiteral("se'cr\"et")},
                {QStringLiteral("password"), QStringLiteral("typed just now")}, {QStringLiteral("salt"), QJsonValue()}});
        request.secrets = {QStringLiteral("password"), QStringLiteral("admin_token"), QStringLiteral("salt"), QStringLiteral("not_there")};
        const QString line = request.curl(QUrl(QStringLiteral("http://localhost:8003")), false);
        QVERIFY2(!line.contains(QStringLiteral("typed")) && !line.contains(QStringLiteral("cr")), qPrintable(line));
        // What a shell makes of it is the request, with the secrets that it knows.
        QProcess shell;
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("PASSWORD"), QStringLiteral("from outside"));
        environment.insert(QStringLiteral("ADMIN_TOKEN"), QStringLiteral("$HOME"));
        shell.setProcessEnvironment(environment);
        shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), QStringLiteral("curl() { for word; do :; done; printf %s \"$word\"; }; ") + line});
        QVERIFY(shell.waitForFinished());
        QCOMPARE(QJsonDocument::fromJson(shell.readAllStandardOutput()).object(),
            (QJsonObject{{QStringLiteral("address"), QStringLiteral("o'hara@example.org")}, {QStringLiteral("admin_token"), QStringLiteral("$HOME")},
                {QStringLiteral("password"), QStringLiteral("from outside")}, {QStringLiteral("salt"), QJsonValue()}}));
        // A body that is no JSON is not shown at all.
        request.body = "password=typed";
        QVERIFY(!request.curl(QUrl(QStringLiteral("http://localhost:8003")), false).contains(QStringLiteral("typed")));
    }

    void readsProblems()
    {
        const Problem problem = Problem::fromAnswer(422,
            R"({"code":"validation_failed","detail":"no","request_id":"r1","errors":[{"field":"q","message":"m"}]})");
        QCOMPARE(problem.code, QStringLiteral("validation_failed"));
        QCOMPARE(problem.text, QStringLiteral("no"));
        QCOMPARE(problem.fields.first().name, QStringLiteral("q"));
        QVERIFY(!problem.passing());
        QVERIFY(Problem::fromAnswer(503, "<html>").passing());
        QVERIFY(!Problem::fromAnswer(500, "<html>").text.isEmpty());
    }

    void cancelledCallsAreNeverAnswered()
    {
        FakeClient client;
        int answers = 0;
        LatestCall latest;
        latest = client.send(Request::get(QStringLiteral("/a")), this, [&](const Answer &) { answers += 1; });
        latest = client.send(Request::get(QStringLiteral("/b")), this, [&](const Answer &) { answers += 100; });
        client.answer(0, {});
        QCOMPARE(answers, 0);
        client.answer(0, {});
        QCOMPARE(answers, 100);
        QCOMPARE(client.inFlight(), 0);
    }

    void aReceiverThatHasGoneIsNotCalled()
    {
        FakeClient client;
        auto receiver = std::make_unique<QObject>();
        bool called = false;
        client.send(Request::get(QStringLiteral("/a")), receiver.get(), [&](const Answer &) { called = true; });
        receiver.reset();
        client.answer(0, {});
        QVERIFY(!called);
    }

    void readOnlySendsNothing()
    {
        FakeClient client;
        client.setReadOnly(true);
        std::optional<Problem> problem;
        client.send(Request::remove(QStringLiteral("/emails/1")), this, [&](const Answer &answer) { problem = answer.problem; });
        QCOMPARE(client.pending(), 0);
        QTRY_VERIFY(problem.has_value());
        QVERIFY(problem->kind == Problem::Kind::ReadOnly);
    }
};

QTEST_GUILESS_MAIN(TestRequest)
#include "tst_request.moc"
