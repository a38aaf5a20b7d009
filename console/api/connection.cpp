// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/connection.h"

#include <algorithm>

namespace digidig::console {

namespace {
constexpr int FirstWaitMs = 500;
constexpr int LongestWaitMs = 10'000;

} // namespace

QStringList Connection::followed()
{
    return {QStringLiteral("mail"), QStringLiteral("mailbox"), QStringLiteral("session"), QStringLiteral("stats"),
        QStringLiteral("config"), QStringLiteral("storage")};
}

Connection::Connection(Client &client, EventStream &events, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_events(events)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Connection::probe);
    connect(&m_client, &Client::troubled, this, &Connection::trouble);
    connect(&m_events, &EventStream::lost, this, &Connection::trouble);
}

void Connection::open(bool onlyLook)
{
    close();
    m_onlyLook = onlyLook;
    setState(State::Connecting);
    probe();
}

void Connection::close()
{
    close(std::nullopt);
}

void Connection::close(const std::optional<Problem> &why)
{
    m_call.cancel();
    m_retry.stop();
    m_events.stop();
    m_problem = why;
    m_role = Role::None;
    m_waitMs = 0;
    setState(State::Offline);
}

void Connection::retryNow()
{
    if (m_state != State::Reconnecting)
        return;
    m_retry.stop();
    probe();
}

void Connection::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

void Connection::probe()
{
    Request request = Request::get(QStringLiteral("/api/health"));
    request.deadline = std::chrono::seconds(10);
    m_call = m_client.send(request, this, [this](const Answer &answer) { healthCame(answer); });
}

void Connection::healthCame(const Answer &answer)
{
    // 503 with a body of health is a service that says it is not well: it can be administered all the same.
    if (!answer.ok() && answer.problem->status != 503) {
        fail(*answer.problem);
        return;
    }
    if (answer.ok() && !answer.json.contains(u"status")) {
        fail({.kind = Problem::Kind::Garbled,
            .status = answer.status,
            .text = tr("Something answers there, but it is not a DIGiDIG IMAP service.")});
        return;
    }
    m_health = answer.json;
    // Only administrators see tokens.
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("1"));
    m_call = m_client.send(Request::get(QStringLiteral("/api/tokens"), query), this,
        [this](const Answer &tokens) { roleCame(tokens); });
}

void Connection::roleCame(const Answer &answer)
{
    if (answer.ok()) {
        m_role = Role::Administrator;
    } else if (answer.problem->status == 403 && m_health.contains(u"details")) {
        m_role = Role::Reader;
    } else if (answer.problem->status == 403) {
        fail({.kind = Problem::Kind::Refused,
            .status = 403,
            .code = QStringLiteral("forbidden"),
            .text = tr("This token is for the mail of one account. The console needs one of the scope admin or read.")});
        return;
    } else {
        fail(*answer.problem);
        return;
    }
    m_problem.reset();
    m_waitMs = 0;
    m_client.setReadOnly(m_onlyLook || m_role == Role::Reader);
    m_events.start(followed());
    setState(State::Online);
    Q_EMIT online();
}

void Connection::fail(const Problem &problem)
{
    if (m_state == State::Connecting || problem.needsPerson()) {
        giveUp(problem);
        return;
    }
    // It was online: go on trying.
    m_problem = problem;
    m_waitMs = std::clamp(m_waitMs * 2, FirstWaitMs, LongestWaitMs);
    m_retry.start(m_waitMs);
    setState(State::Reconnecting);
}

void Connection::trouble(const Problem &problem)
{
    if (m_state != State::Online)
        return;
    // A single request may be forbidden; a token is that of all requests. Another certificate is looked at by the
    // next attempt, so that it can be shown.
    if (problem.status == 401) {
        giveUp(problem);
        return;
    }
    m_problem = problem;
    m_waitMs = FirstWaitMs;
    m_retry.start(m_waitMs);
    setState(State::Reconnecting);
}

void Connection::giveUp(const Problem &problem)
{
    close(problem);
    Q_EMIT failed(problem);
}

} // namespace digidig::console
