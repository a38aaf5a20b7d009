// SPDX-License-Identifier: GPL-3.0-or-later
#include "contract/contract.h"
#include "rest/contract.h"
#include "rest/language.h"
#include "rest/metrics.h"
#include "rest/router.h"
#include "rest/routes.h"
#include "rest/servicestate.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QThreadPool>
#include <QtTest/QTest>

using namespace digidig;

namespace {

QJsonObject document()
{
    return QJsonDocument::fromJson(rest::contractDocument()).object();
}

/// Stands for what the handlers would use: none of them is called here.
template <typename T>
T &unused()
{
    alignas(std::max_align_t) static std::byte place[16];
    return *reinterpret_cast<T *>(place); // NOLINT: never looked at.
}

contract::Exchange answered(int status, const QByteArray &body,
    const QByteArray &type = "application/json",
    const QString &target = QStringLiteral("/api/health/live"))
{
    contract::Exchange exchange;
    exchange.method = "GET";
    exchange.target = target;
    exchange.status = status;
    exchange.type = type;
    exchange.body = body;
    return exchange;
}

} // namespace

class TestContract : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theDocumentIsSound()
    {
        QCOMPARE(document().value(u"openapi").toString(), QStringLiteral("3.1.0"));
        const QStringList flaws = contract::Contract(document()).flaws();
        QVERIFY2(flaws.isEmpty(), qPrintable(flaws.join(u'\n')));
    }

    void everyRouteIsInIt()
    {
        auth::Gate gate{"token"};
        rest::Language language;
        rest::ServiceState state;
        rest::Metrics metrics;
        QThreadPool workers;
        rest::Router router{{gate, language, state, metrics, workers, {}}};
        rest::Context context{.config = unused<config::Config>(),
            .configTrial = unused<rest::ConfigTrial>(),
            .mail = unused<mail::MailStore>(),
            .accounts = unused<mail::AccountStore>(),
            .records = unused<core::Records>(),
            .delivery = unused<mail::Delivery>(),
            .dropFolder = unused<mail::DropFolder>(),
            .connections = unused<net::ConnectionRegistry>(),
            .state = state,
            .metrics = metrics,
            .health = unused<rest::HealthBoard>(),
            .answers = unused<rest::AnswerCache>(),
            .events = unused<rest::EventHub>(),
            .logs = unused<core::LogBuffer>(),
            .history = unused<rest::History>(),
            .webhooks = unused<rest::Webhooks>(),
            .jobs = unused<jobs::Jobs>(),
            .backups = {},
            .workers = workers,
            .tokens = unused<auth::Tokens>(),
            .throttle = unused<auth::Throttle>(),
            .identity = nullptr,
            .audit = unused<rest::Audit>()};
        rest::addRoutes(router, context);
        QStringList served;
        for (const auto &[method, pattern] : router.routes())
            served += QString::fromLatin1(method + ' ' + pattern);
        QStringList described;
        const QJsonObject paths = document().value(u"paths").toObject();
        for (auto path = paths.begin(); path != paths.end(); ++path) {
            for (const QString &method : path->toObject().keys())
                described += method.toUpper() + u' ' + path.key();
        }
        // Other names of /api/health/ready and /mail/config-v1.1.xml.
        served += {QStringLiteral("GET /health"),
            QStringLiteral("GET /.well-known/autoconfig/mail/config-v1.1.xml")};
        served.sort();
        described.sort();
        QCOMPARE(described, served);
    }

    void judges_data()
    {
        QTest::addColumn<contract::Exchange>("exchange");
        QTest::addColumn<bool>("right");

        const QByteArray problem = "{\"type\":\"about:blank\",\"title\":\"x\",\"status\":404,"
                                   "\"detail\":\"x\",\"code\":\"%1\"}";
        const QByteArray problemType = "application/problem+json";
        const QString email = QStringLiteral("/emails/1");
        const auto withCode = [&](const char *code) {
            return QByteArray(problem).replace("%1", code);
        };
        QTest::newRow("right") << answered(200, "{\"status\":\"alive\"}") << true;
        QTest::newRow("a member more") << answered(200, "{\"status\":\"alive\",\"x\":1}") << false;
        QTest::newRow("a member less") << answered(200, "{}") << false;
        QTest::newRow("another value") << answered(200, "{\"status\":\"well\"}") << false;
        QTest::newRow("another type") << answered(200, "{\"status\":1}") << false;
        QTest::newRow("another content") << answered(200, "alive", "text/plain") << false;
        QTest::newRow("no JSON") << answered(200, "{") << false;
        QTest::newRow("another status") << answered(201, "{\"status\":\"alive\"}") << false;
        QTest::newRow("a code of this answer")
            << answered(404, withCode("email_not_found"), problemType, email) << true;
        QTest::newRow("a code of another")
            << answered(404, withCode("ban_not_found"), problemType, email) << false;
        QTest::newRow("a code of all")
            << answered(404, withCode("not_found"), problemType, email) << true;
        QTest::newRow("another status inside")
            << answered(400, withCode("not_found"), problemType, email) << false;
        QTest::newRow("no such path")
            << answered(200, "{}", "application/json", QStringLiteral("/api/nothing")) << false;
        QTest::newRow("below /api as well") << answered(
            404, withCode("email_not_found"), problemType, QStringLiteral("/api/emails/1"))
                                            << true;
    }

    void judges()
    {
        QFETCH(contract::Exchange, exchange);
        QFETCH(bool, right);
        const QStringList problems = contract::Contract(document()).problems(exchange);
        QVERIFY2(problems.isEmpty() == right, qPrintable(problems.join(u'\n')));
    }

    void thePageIsWhole()
    {
        const QString page =
            QString::fromUtf8(rest::contractPage(document(), rest::contractStyle()));
        const QJsonObject paths = document().value(u"paths").toObject();
        for (const QJsonValue &path : paths) {
            for (const QJsonValue &operation : path.toObject())
                QVERIFY(
                    page.contains(QStringLiteral("<section id=\"%1\">")
                                      .arg(operation.toObject().value(u"operationId").toString())));
        }
        QVERIFY(page.contains(QStringLiteral(":root")));
        QVERIFY(!page.contains(QStringLiteral("<script")));
        QVERIFY(!page.contains(QStringLiteral("src=")));
        QVERIFY(!page.contains(QStringLiteral("http://localhost:8003/emails/{")));
    }

    void thePageEscapes()
    {
        const QString evil = QStringLiteral("<b>&\"'");
        const QJsonObject operation{{QStringLiteral("tags"), QJsonArray{evil}},
            {QStringLiteral("summary"), evil}, {QStringLiteral("operationId"), evil},
            {QStringLiteral("x-access"), evil}};
        const QJsonObject contract{
            {QStringLiteral("tags"), QJsonArray{QJsonObject{{QStringLiteral("name"), evil}}}},
            {QStringLiteral("info"), QJsonObject{{QStringLiteral("title"), evil}}},
            {QStringLiteral("paths"),
                QJsonObject{{evil, QJsonObject{{QStringLiteral("get"), operation}}}}}};
        const QByteArray page = rest::contractPage(contract, {});
        QVERIFY(page.contains("&lt;b&gt;"));
        QVERIFY(!page.contains("<b>"));
    }
};

QTEST_GUILESS_MAIN(TestContract)
#include "tst_contract.moc"
