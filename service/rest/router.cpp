// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/router.h"

#include "core/clock.h"
#include "core/handoff.h"
#include "core/text.h"
#include "rest/audit.h"
#include "rest/deadlines.h"
#include "rest/finishing.h"
#include "rest/language.h"
#include "rest/metrics.h"
#include "rest/servicestate.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLoggingCategory>
#include <QtCore/QRandomGenerator>

#include <algorithm>

namespace digidig::rest {

namespace {

Q_LOGGING_CATEGORY(access, "digidig.access")
Q_LOGGING_CATEGORY(log, "digidig.rest")

/// The client's own X-Request-Id when it is harmless, or a new one.
QByteArray requestIdOf(const net::Request &request)
{
    const QByteArray given = request.headers.value("X-Request-Id");
    const bool usable = !given.isEmpty() && given.size() <= 64
        && std::all_of(given.begin(), given.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
                   || c == '-' || c == '_' || c == '.';
           });
    if (usable)
        return given;
    return QByteArray::number(QRandomGenerator::global()->generate64() | (quint64(1) << 63), 16);
}

/// As Call::boolean() reads it.
bool isDryRun(const net::Request &request)
{
    const auto value = request.queryValue(u"dry_run");
    return value && (value->isEmpty() || *value == u"true" || *value == u"1");
}

} // namespace

struct Router::Started {
    RouteFigures *figures = nullptr;
    QByteArray requestId;
    QString who;
    core::LogContext concerned;
};

Router::Router(Parts parts)
    : m_parts(std::move(parts))
    , m_authorization(m_parts.gate, m_parts.throttle)
    , m_deadlines(std::make_unique<Deadlines>())
{
}

Router::~Router() = default;

void Router::add(Route route)
{
    RouteFigures &figures = m_parts.metrics.route(methodName(route.method).toByteArray(), route.pattern);
    figures.timed = !route.streams;
    m_table.add(std::move(route), figures);
}

QList<std::pair<QByteArray, QByteArray>> Router::routes() const
{
    QList<std::pair<QByteArray, QByteArray>> result;
    for (const RouteTable::Served &served : m_table.all())
        result.append({methodName(served.route.method).toByteArray(), served.route.pattern});
    return result;
}

net::RequestHooks Router::hooks()
{
    return {
        .prepare =
            [this](net::Request &request, std::function<void()> goOn) {
                return m_authorization.prepare(request, m_table, std::move(goOn));
            },
        .onHead = [this](const net::Request &request) { return onHead(request); },
        .maxContent = [this](const net::Request &request) { return maxContent(request); },
        .onRequest = [this](std::shared_ptr<const net::Request> request,
                         net::Reply reply) { onRequest(std::move(request), std::move(reply)); },
        .onAnswered = [this](const net::Request *request, int status, qint64 bytes,
                          qint64 durationUs) { onAnswered(request, status, bytes, durationUs); },
        .makeError = [](int status, QByteArrayView code,
                         const QString &detail) { return problem(status, code, detail); },
        .speaksCzech = [this](QByteArrayView language) { return m_parts.language.czechFor(language); },
    };
}

/// Who notes the answer to a change; empty when nobody does: what strangers try is for the log. Any
/// thread may call it, and after the router is gone.
std::function<void(const net::Response &)> Router::witness(const net::Request &request,
    const Match &match, const auth::Principal &who, const QByteArray &requestId,
    const std::shared_ptr<AuditNote> &note) const
{
    if (!m_parts.audit || !match.served || who.role == auth::Role::Anonymous)
        return {};
    const Route &route = match.served->route;
    if (route.method == net::Method::Get || isDryRun(request))
        return {};
    AuditEntry entry;
    entry.who = who.name;
    entry.from = request.peerAddress.toString();
    entry.method = QString::fromLatin1(methodName(route.method));
    entry.route = QString::fromLatin1(route.pattern);
    entry.objects = match.segments;
    entry.requestId = QString::fromLatin1(requestId);
    const bool mayJoin = route.access == Access::OwnWrite;
    return [audit = m_parts.audit, entry, mayJoin, note](const net::Response &response) mutable {
        if (note && note->changesNothing())
            return;
        entry.objects += note ? note->objects() : QStringList();
        constexpr int longest = 200;
        const QByteArray made = response.headers.value("Location");
        if (!made.isEmpty())
            entry.objects += QString::fromLatin1(made.mid(made.lastIndexOf('/') + 1));
        for (QString &object : entry.objects)
            object.truncate(longest);
        entry.status = response.status;
        audit->add(std::move(entry), mayJoin);
    };
}

net::Response Router::refusal(const net::Request &request, const Match &match,
    const Admission &admission, const QByteArray &requestId) const
{
    const core::Error &error = *admission.objection;
    net::Response response = error.slug == "method_not_allowed"
        ? problem(405, error.slug, error.message, requestId)
        : error.slug == "unsupported_media_type"
        ? problem(415, error.slug, error.message, requestId)
        : problem(error, requestId);
    if (response.status == 405)
        response.headers.append("Allow", RouteTable::allowed(*match.path));
    if (response.status == 429)
        response.headers.set(
            "Retry-After", QByteArray::number((admission.retryAfterMs + 999) / 1000));
    if (admission.who) {
        if (const auto note = witness(request, match, *admission.who, requestId, nullptr))
            note(response);
    }
    finish(request, requestId, response);
    addCors(request, m_parts.policy().gate.corsOrigins, response);
    return response;
}

std::optional<qint64> Router::maxContent(const net::Request &request) const
{
    if (request.contentLength == 0)
        return std::nullopt;
    const Match found = m_table.match(request);
    if (!found.served || !found.served->route.maxContent)
        return std::nullopt;
    return found.served->route.maxContent();
}

std::optional<net::Response> Router::onHead(const net::Request &request) const
{
    // Only content makes it worth deciding before onRequest, which decides anew with the same
    // rules.
    if (request.contentLength == 0)
        return std::nullopt;
    const Language::Scope scope(
        m_parts.language.czechFor(request.headers.combined("Accept-Language")));
    const Match found = m_table.match(request);
    const Admission admission = m_authorization.admit(request, found, m_parts.policy());
    if (!admission.objection)
        return std::nullopt;
    return refusal(request, found, admission, requestIdOf(request));
}

core::LogContext Router::concernedBy(const net::Request &request, const Match &match)
{
    core::LogContext concerned{.session = request.connectionId};
    if (match.served && match.served->route.pattern.startsWith("/emails/{id}"))
        concerned.email = match.segments.constFirst().toUtf8();
    return concerned;
}

void Router::onRequest(std::shared_ptr<const net::Request> request, net::Reply reply)
{
    m_parts.state.lastRequestMs = core::nowMs();
    const Policy policy = m_parts.policy();
    auto call = std::make_shared<Call>();
    call->requestId = requestIdOf(*request);
    call->czech = m_parts.language.czechFor(request->headers.combined("Accept-Language"));
    const Language::Scope scope(call->czech);

    if (request->method == net::Method::Options && request->target == "*") {
        // About the service as a whole (RFC 9110 §9.3.7).
        net::Response response;
        response.status = 204;
        response.headers.append("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        response.headers.append("X-Request-Id", call->requestId);
        return reply(std::move(response));
    }
    Match found = m_table.match(*request);
    call->concerned = concernedBy(*request, found);
    const core::LogScope logs(call->concerned);
    Started &started = m_started[request.get()];
    started.concerned = call->concerned;
    started.figures = found.served ? found.served->figures : &m_parts.metrics.unmatched();
    started.requestId = call->requestId;
    Admission admission = m_authorization.admit(*request, found, policy);
    if (admission.who)
        started.who = admission.who->name;
    if (admission.objection)
        return reply(refusal(*request, found, admission, call->requestId));
    if (request->method == net::Method::Options) {
        net::Response response
            = optionsAnswer(*request, RouteTable::allowed(*found.path), policy.gate.corsOrigins);
        response.headers.set("X-Request-Id", call->requestId);
        return reply(std::move(response));
    }

    if (const auto note = witness(*request, found, *admission.who, call->requestId, call->note)) {
        reply = [reply, note](net::Response response) {
            note(response);
            reply(std::move(response));
        };
    }
    call->principal = *std::move(admission.who);
    call->segments = std::move(found.segments);
    if (found.served->route.bounded) {
        const qint64 waitedMs = Authorization::waitedMs(*request);
        call->deadlineMs = core::monotonicMs() + std::max<qint64>(policy.timeoutMs - waitedMs, 1);
    }
    const QStringList origins = policy.gate.corsOrigins;
    if (!origins.isEmpty()) {
        reply = [reply, request, origins](net::Response response) {
            addCors(*request, origins, response);
            reply(std::move(response));
        };
    }
    call->request = std::move(request);
    run(*found.served, std::move(call), std::move(reply));
}

void Router::run(const RouteTable::Served &served, std::shared_ptr<const Call> call, net::Reply reply)
{
    const auto complete = [](const Call &done, Outcome outcome) {
        if (!outcome && !outcome.error().detail.isEmpty() && httpStatus(outcome.error()) >= 500) {
            const core::LogScope logs(done.concerned);
            qCWarning(log, "%s: %s (%s)", done.requestId.constData(),
                qPrintable(core::forLog(outcome.error().message)),
                qPrintable(core::forLog(outcome.error().detail)));
        }
        net::Response response =
            outcome ? *std::move(outcome) : problem(outcome.error(), done.requestId);
        finish(*done.request, done.requestId, response);
        return response;
    };
    if (const auto *quick = std::get_if<Quick>(&served.route.handler))
        return reply(complete(*call, (*quick)(*call)));
    if (const auto *remembered = std::get_if<Remembered>(&served.route.handler)) {
        if (auto response = remembered->recall(*call))
            return reply(complete(*call, *std::move(response)));
    }

    auto pending = std::make_shared<PendingReply>(std::move(reply));
    if (call->deadlineMs > 0) {
        m_deadlines->watch(call->deadlineMs, pending, [call, complete] {
            const Language::Scope scope(call->czech);
            return complete(*call,
                core::Error{core::Errc::Timeout,
                    QCoreApplication::translate("rest", "Request timeout expired"), {},
                    "timeout"});
        });
    }
    ++m_parts.state.waitingWork;
    core::post(&m_parts.workers, [this, &served, call, pending, complete] {
        --m_parts.state.waitingWork;
        if (pending->isClaimed()) // Timed out while it waited for a worker.
            return;
        const Language::Scope scope(call->czech);
        const core::LogScope logs(call->concerned);
        const auto answer = [call, pending, complete](Outcome outcome) {
            if (pending->claim()) {
                const Language::Scope inside(call->czech);
                pending->send(complete(*call, std::move(outcome)));
            }
        };
        if (const auto *work = std::get_if<Work>(&served.route.handler))
            answer(work->run(*call));
        else if (const auto *remembered = std::get_if<Remembered>(&served.route.handler))
            answer(remembered->run(*call));
        else
            std::get<Async>(served.route.handler).run(call, answer);
    });
}

void Router::onAnswered(const net::Request *request, int status, qint64 bytes, qint64 durationUs)
{
    ServiceState &state = m_parts.state;
    state.requestsTotal.fetch_add(1, std::memory_order_relaxed);
    (status < 400 ? state.requestsSuccessful : state.requestsFailed)
        .fetch_add(1, std::memory_order_relaxed);
    Started started = request ? m_started.take(request) : Started{};
    if (!started.figures)
        started.figures = &m_parts.metrics.unmatched();
    Metrics::record(*started.figures, status, bytes, durationUs);
    if (!access().isInfoEnabled())
        return;
    if (!request) { // Refused before there was a whole request.
        qCInfo(access, "- - %d %lld", status, bytes);
        return;
    }
    if (started.concerned.session == 0)
        started.concerned.session = request->connectionId;
    const core::LogScope logs(std::move(started.concerned));
    // One line for each request: put together by hand, a fifth of the time that a format takes.
    QByteArray line;
    line.reserve(256);
    line += request->peerAddress.toString().toLatin1();
    line += " \"";
    line += core::forLog(request->methodName, 20);
    line += ' ';
    line += core::forLog(request->path);
    line += "\" ";
    line += QByteArray::number(status);
    line += ' ';
    line += QByteArray::number(bytes);
    line += ' ';
    line += QByteArray::number(durationUs / 1000);
    line += '.';
    line += QByteArray::number(durationUs / 100 % 10);
    line += "ms ";
    line += started.who.isEmpty() ? QByteArray("-") : core::forLog(started.who).toUtf8();
    line += ' ';
    line += started.requestId.isEmpty() ? QByteArray("-") : started.requestId;
    qCInfo(access, "%s", line.constData());
}

} // namespace digidig::rest
