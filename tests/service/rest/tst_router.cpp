// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/language.h"
#include "rest/metrics.h"
#include "rest/router.h"
#include "rest/servicestate.h"

#include <QtCore/QSemaphore>
#include <QtCore/QThreadPool>
#include <QtTest/QTest>

#include <chrono>
#include <future>
#include <memory>

using namespace digidig;
using namespace std::chrono_literals;

namespace {

/// A router without sockets: asks and collects answers.
struct Desk {
    auth::Gate gate{"an-administrators-token"};
    rest::Language language;
    rest::ServiceState state;
    rest::Metrics metrics;
    QThreadPool workers;
    rest::Router::Policy policy;
    rest::Router router{{gate, language, state, metrics, workers, [this] { return policy; }}};
    net::RequestHooks hooks = router.hooks();

    static std::shared_ptr<net::Request> request(net::Method method, const QByteArray &path)
    {
        auto request = std::make_shared<net::Request>();
        request->method = method;
        request->methodName = "X";
        request->path = path;
        request->headers.append("Host", "mail.example.com");
        request->headers.append("Authorization", "Bearer an-administrators-token");
        request->headers.append("Accept-Language", "en");
        return request;
    }

    net::Response ask(const std::shared_ptr<net::Request> &request)
    {
        const auto promise = std::make_shared<std::promise<net::Response>>();
        auto answered = promise->get_future();
        hooks.onRequest(request, [promise](net::Response response) {
            promise->set_value(std::move(response));
        });
        // Deadlines need this thread's event loop.
        if (!QTest::qWaitFor([&] { return answered.wait_for(0s) == std::future_status::ready; },
                             10'000))
            qFatal("no answer");
        net::Response answer = answered.get();
        hooks.onAnswered(request.get(), answer.status, answer.content.size(), 1000);
        return answer;
    }
    net::Response get(const QByteArray &path) { return ask(request(net::Method::Get, path)); }
};

rest::Quick say(const QString &word)
{
    return [word](const rest::Call &call) -> rest::Outcome {
        return rest::jsonAnswer({{QStringLiteral("word"), word + call.segments.join(u'+')}});
    };
}

} // namespace

class TestRouter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<Desk>();
        m_desk->router.add({.method = net::Method::Get, .pattern = "/a/{id}", .handler = say(QStringLiteral("one "))});
        m_desk->router.add(
            {.method = net::Method::Get, .pattern = "/a/fixed", .handler = say(QStringLiteral("fixed"))});
        m_desk->router.add({.method = net::Method::Put,
            .pattern = "/a/fixed",
            .handler = say(QStringLiteral("put")),
            .contentTypes = {"application/json"}});
        m_desk->router.add({.method = net::Method::Get,
            .pattern = "/open",
            .access = rest::Access::Open,
            .handler = say(QStringLiteral("open")),
            .whenDisabled = rest::WhenDisabled::Served});
    }
    void cleanup() { m_desk.reset(); }

    void patterns()
    {
        QVERIFY(m_desk->get("/a/x%20y").content.contains("one x"));
        QVERIFY(m_desk->get("/a/fixed").content.contains("fixed"));
        for (const char *path : {"/", "/a", "/a/", "/a/x/y", "/A/x", "//a/x"})
            QCOMPARE(m_desk->get(path).status, 404);
    }

    void unknownMethodsAreNamed()
    {
        const auto answer = m_desk->ask(Desk::request(net::Method::Delete, "/a/fixed"));
        QCOMPARE(answer.status, 405);
        QCOMPARE(answer.headers.value("Allow"), QByteArray("GET, HEAD, PUT, OPTIONS"));
        const auto options = m_desk->ask(Desk::request(net::Method::Options, "/a/fixed"));
        QCOMPARE(options.status, 204);
        QCOMPARE(options.headers.value("Allow"), QByteArray("GET, HEAD, PUT, OPTIONS"));
    }

    void headHasNoContent()
    {
        const auto answer = m_desk->ask(Desk::request(net::Method::Head, "/a/fixed"));
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.headersOnly);
    }

    void strangersSeeOnlyWhatIsOpen()
    {
        auto stranger = Desk::request(net::Method::Get, "/a/fixed");
        stranger->headers.remove("Authorization");
        const auto refused = m_desk->ask(stranger);
        QCOMPARE(refused.status, 401);
        QVERIFY(refused.headers.contains("WWW-Authenticate"));
        auto open = Desk::request(net::Method::Get, "/open");
        open->headers.remove("Authorization");
        QCOMPARE(m_desk->ask(open).status, 200);
    }

    void disabledServiceRefusesMail()
    {
        m_desk->policy.enabled = false;
        const auto refused = m_desk->get("/a/fixed");
        QCOMPARE(refused.status, 503);
        QVERIFY(refused.content.contains("service_disabled"));
        QVERIFY(refused.headers.contains("Retry-After"));
        QCOMPARE(m_desk->get("/open").status, 200);
    }

    void contentIsRefusedBeforeItIsRead()
    {
        auto put = Desk::request(net::Method::Put, "/a/fixed");
        put->contentLength = 100;
        put->headers.append("Content-Type", "text/plain");
        const auto early = m_desk->hooks.onHead(*put);
        QVERIFY(early);
        QCOMPARE(early->status, 415);
        put->headers.set("Content-Type", "application/json; charset=utf-8");
        QVERIFY(!m_desk->hooks.onHead(*put));
        put->headers.remove("Authorization");
        QCOMPARE(m_desk->hooks.onHead(*put)->status, 401);
    }

    void notModified()
    {
        m_desk->router.add({.method = net::Method::Get,
            .pattern = "/tagged",
            .handler = rest::Quick([](const rest::Call &) -> rest::Outcome {
                net::Response response = rest::jsonAnswer({});
                response.headers.append("ETag", "\"7\"");
                return response;
            })});
        auto request = Desk::request(net::Method::Get, "/tagged");
        QCOMPARE(m_desk->ask(request).status, 200);
        request->headers.append("If-None-Match", "\"6\", \"7\"");
        const auto answer = m_desk->ask(request);
        QCOMPARE(answer.status, 304);
        QVERIFY(answer.content.isEmpty());
        request->headers.append("Accept", "text/html");
        QCOMPARE(m_desk->ask(request).status, 406);
    }

    void errorsAreProblems()
    {
        m_desk->router.add({.method = net::Method::Get,
            .pattern = "/broken",
            .handler = rest::Work{[](const rest::Call &) -> rest::Outcome {
                return core::Error{core::Errc::Internal, {}, QStringLiteral("password=hunter2")};
            }}});
        const auto answer = m_desk->get("/broken");
        QCOMPARE(answer.status, 500);
        QCOMPARE(answer.headers.value("Content-Type"), QByteArray("application/problem+json"));
        QVERIFY(!answer.content.contains("hunter2"));
        QVERIFY(answer.content.contains("\"request_id\":\""));
    }

    void lateHandlersAreAnsweredFor()
    {
        QSemaphore release;
        m_desk->policy.timeoutMs = 50;
        m_desk->router.add({.method = net::Method::Get,
            .pattern = "/slow",
            .handler = rest::Work{[&](const rest::Call &) -> rest::Outcome {
                release.acquire();
                return rest::jsonAnswer({});
            }}});
        const auto answer = m_desk->get("/slow");
        QCOMPARE(answer.status, 504);
        QVERIFY(answer.content.contains("\"timeout\""));
        release.release();
        m_desk->workers.waitForDone();
    }

    void requestIdsAreKeptWhenHarmless()
    {
        auto request = Desk::request(net::Method::Get, "/open");
        request->headers.append("X-Request-Id", "abc-123");
        QCOMPARE(m_desk->ask(request).headers.value("X-Request-Id"), QByteArray("abc-123"));
        request->headers.set("X-Request-Id", "a b\"c");
        const QByteArray fresh = m_desk->ask(request).headers.value("X-Request-Id");
        QVERIFY(!fresh.isEmpty() && !fresh.contains(' '));
    }

    void corsOnlyForNamedOrigins()
    {
        auto request = Desk::request(net::Method::Get, "/a/fixed");
        request->headers.append("Origin", "https://panel.example");
        QVERIFY(!m_desk->ask(request).headers.contains("Access-Control-Allow-Origin"));
        m_desk->policy.gate.corsOrigins = QStringList{QStringLiteral("https://panel.example")};
        const auto answer = m_desk->ask(request);
        QCOMPARE(answer.headers.value("Access-Control-Allow-Origin"), QByteArray("https://panel.example"));
    }

    void requestsAreCounted()
    {
        m_desk->get("/a/fixed");
        m_desk->get("/nothing");
        QCOMPARE(m_desk->state.requestsTotal.load(), 2);
        QCOMPARE(m_desk->state.requestsSuccessful.load(), 1);
        QCOMPARE(m_desk->state.requestsFailed.load(), 1);
        QVERIFY(m_desk->state.lastRequestMs > 0);
        const QByteArray text = m_desk->metrics.prometheusText();
        QVERIFY(text.contains(
            "digidig_imap_http_requests_total{method=\"GET\",route=\"/a/fixed\",code=\"200\"} 1"));
        QVERIFY(text.contains("route=\"unmatched\",code=\"404\"} 1"));
    }

private:
    std::unique_ptr<Desk> m_desk;
};

QTEST_GUILESS_MAIN(TestRouter)
#include "tst_router.moc"
