// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/identityclient.h"

#include "auth/autherrors.h"
#include "core/clock.h"
#include "core/handoff.h"

#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QNetworkReply>

#include <algorithm>
#include <chrono>

namespace digidig::auth {

namespace {

constexpr qsizetype MaxAnswer = 64 * 1024;
/// Who hangs is probed more often than once in a time-out.
constexpr qint64 ProbeTimeoutMs = 5'000;

QByteArray baseOf(const QUrl &url)
{
    QByteArray base =
        url.toEncoded(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    while (base.endsWith('/'))
        base.chop(1);
    return base;
}

IdentityForm otherThan(IdentityForm form)
{
    return form == IdentityForm::Deployed ? IdentityForm::Documented : IdentityForm::Deployed;
}

} // namespace

IdentityClient::IdentityClient(const Options &options)
    : m_options(options)
    , m_base(baseOf(options.url))
    , m_timeoutMs(std::max<qint64>(options.timeoutMs, 1))
{
    m_state.sinceMs = core::nowMs();
    m_published = m_state;
    m_thread.setObjectName(QStringLiteral("identity"));
    m_context.moveToThread(&m_thread);
    m_thread.start();
    core::post(&m_context, [this] {
        m_network = std::make_unique<QNetworkAccessManager>();
        m_network->setProxy(QNetworkProxy::NoProxy);
        m_network->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy); // Tokens stay here.
        m_probeTimer = std::make_unique<QTimer>();
        m_probeTimer->setSingleShot(true);
        QObject::connect(m_probeTimer.get(), &QTimer::timeout, &m_context, [this] { probe(); });
    });
}

void IdentityClient::start()
{
    core::post(&m_context, [this] { probe(); });
}

IdentityClient::~IdentityClient()
{
    core::runOn(&m_context, [this] { shutDown(); });
    // What completions posted, and replies that are deleted later.
    core::runOn(&m_context, [] {});
    m_thread.quit();
    m_thread.wait();
}

void IdentityClient::shutDown()
{
    m_stopped = true;
    m_probeTimer.reset();
    while (!m_inFlight.empty())
        release(*m_inFlight.back())
            ->failed(errors::identityUnavailable(QStringLiteral("shutting down")));
    for (; !m_queue.empty(); m_queue.pop_front())
        m_queue.front()->failed(errors::identityUnavailable(QStringLiteral("shutting down")));
    m_network.reset();
}

template <typename T>
void IdentityClient::ask(
    wire::Request request, std::optional<T> (*parse)(const QByteArray &), core::Completion<T> done)
{
    core::post(&m_context, [this, request = std::move(request), parse, done = std::move(done)] {
        auto question = std::make_unique<Question>();
        question->request = request;
        question->read = [parse, done](const QByteArray &content) {
            auto value = parse(content);
            if (value)
                done(*std::move(value));
            return value.has_value();
        };
        question->failed = [done](const core::Error &error) { done(error); };
        add(std::move(question));
    });
}

void IdentityClient::verify(const QByteArray &token, core::Completion<IdentityUser> done)
{
    ask<IdentityUser>(wire::verify(token), &wire::userOf, std::move(done));
}

void IdentityClient::login(
    const QString &address, const QByteArray &password, core::Completion<QByteArray> done)
{
    ask<QByteArray>(wire::login(address, password), &wire::accessTokenOf, std::move(done));
}

void IdentityClient::domains(const QByteArray &token, core::Completion<QStringList> done)
{
    ask<QStringList>(wire::domains(token), &wire::domainsOf, std::move(done));
}

void IdentityClient::setTimeout(qint64 ms)
{
    core::post(&m_context, [this, ms] { m_timeoutMs = std::max<qint64>(ms, 1); });
}

IdentityState IdentityClient::state() const
{
    const std::lock_guard lock(m_mutex);
    return m_published;
}

void IdentityClient::setObserver(std::function<void(const IdentityState &)> observer)
{
    const std::lock_guard lock(m_mutex);
    m_observer = std::move(observer);
}

void IdentityClient::add(std::unique_ptr<Question> question)
{
    const bool isProbe = question->isProbe;
    if (!isProbe && (m_stopped || !m_state.reachable || m_queue.size() >= m_options.queueLimit)) {
        ++m_state.refused;
        publish();
        return question->failed(errors::identityUnavailable(
            m_state.reachable ? QStringLiteral("the queue is full") : m_state.lastError));
    }
    Question *const raw = question.get();
    raw->timer.reset(new QTimer);
    raw->timer->setSingleShot(true);
    QObject::connect(
        raw->timer.get(), &QTimer::timeout, &m_context, [this, raw] { expired(*raw); });
    raw->timer->start(
        std::chrono::milliseconds(isProbe ? std::min(m_timeoutMs, ProbeTimeoutMs) : m_timeoutMs));
    if (isProbe)
        m_queue.push_front(std::move(question));
    else
        m_queue.push_back(std::move(question));
    pump();
}

void IdentityClient::pump()
{
    while (!m_stopped && !m_queue.empty()
        && m_inFlight.size() < size_t(std::clamp(m_options.connections, 1, 6))) {
        m_inFlight.push_back(std::move(m_queue.front()));
        m_queue.pop_front();
        Question &question = *m_inFlight.back();
        question.form =
            m_state.form == IdentityForm::Unknown ? IdentityForm::Deployed : m_state.form;
        send(question);
    }
    publish();
}

void IdentityClient::send(Question &question)
{
    const wire::Request &what = question.request;
    const QByteArray prefix = question.form == IdentityForm::Deployed ? "/api" : "";
    QNetworkRequest request(QUrl::fromEncoded(m_base + prefix + what.path, QUrl::StrictMode));
    request.setRawHeader("Accept", "application/json");
    // What is packed could grow without bound when unpacked.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("User-Agent", "DIGiDIG-IMAP");
    if (!what.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + what.token);
    if (!what.content.isEmpty())
        request.setHeader(
            QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(
        QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    ++m_state.requests;
    question.content.clear();
    QNetworkReply *const reply = m_network->sendCustomRequest(request, what.verb, what.content);
    question.reply = reply;
    // Set before it has started, this is not heard.
    QObject::connect(reply, &QNetworkReply::metaDataChanged, &m_context,
        [reply] { reply->setReadBufferSize(2 * MaxAnswer); });
    QObject::connect(reply, &QNetworkReply::readyRead, &m_context,
        [this, &question] { (void)received(question); });
    QObject::connect(
        reply, &QNetworkReply::finished, &m_context, [this, &question] { finished(question); });
}

bool IdentityClient::received(Question &question)
{
    question.content += question.reply->read(MaxAnswer + 1 - question.content.size());
    if (question.content.size() <= MaxAnswer)
        return true;
    settle(question, errors::identityUnavailable(QStringLiteral("an answer that is too long")),
        Health::Bad);
    return false;
}

void IdentityClient::finished(Question &question)
{
    if (!received(question))
        return;
    QNetworkReply *const reply = question.reply;
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto error = reply->error();
    // Errors of HTTP have a status; so has an answer that was cut.
    const bool whole = status > 0
        && (error == QNetworkReply::NoError || error >= QNetworkReply::ContentAccessDenied);
    if (whole)
        answered(question, status);
    else
        settle(question, errors::identityUnavailable(reply->errorString()), Health::Bad);
}

void IdentityClient::answered(Question &question, int status)
{
    if (status == 404) {
        question.reply->deleteLater();
        question.reply = nullptr;
        if (!std::exchange(question.otherFormTried, true)) {
            question.form = otherThan(question.form);
            return send(question);
        }
        // Not every Identity has every call; but whoever is, is asked for who somebody is.
        if (question.request.path == wire::domains({}).path)
            return settle(question,
                errors::identityUnavailable(QStringLiteral("it lists no domains")),
                Health::Neutral);
        m_state.form = IdentityForm::Unknown;
        return settle(question,
            errors::identityUnavailable(QStringLiteral("this is no Identity service")),
            Health::Bad);
    }
    const bool understood = status == 200 || status == 400 || status == 401 || status == 403
        || status == 422 || status == 429;
    if (understood)
        m_state.form = question.form;
    if (status == 200 && !question.isProbe) {
        // Judged first: who is told asks for the state.
        const auto settled = release(question);
        if (settled->read(settled->content)) {
            judge(false, Health::Good, {});
        } else {
            const QString trouble = QStringLiteral("an answer that makes no sense");
            judge(false, Health::Bad, trouble);
            settled->failed(errors::identityUnavailable(trouble));
        }
        return pump();
    }
    if (status == 429)
        return settle(
            question, errors::identityUnavailable(QStringLiteral("HTTP 429")), Health::Neutral);
    if (understood && status != 200)
        return settle(question, errors::wrongCredential(), Health::Good);
    settle(
        question, errors::identityUnavailable(QStringLiteral("HTTP %1").arg(status)), Health::Bad);
}

void IdentityClient::expired(Question &question)
{
    if (question.reply)
        return settle(question, errors::identityUnavailable(QStringLiteral("no answer in time")),
            Health::Bad);
    const auto found = std::find_if(m_queue.begin(), m_queue.end(),
        [&](const auto &waiting) { return waiting.get() == &question; });
    if (found == m_queue.end())
        return;
    const auto settled = std::move(*found);
    m_queue.erase(found);
    ++m_state.refused;
    publish();
    settled->failed(errors::identityUnavailable(QStringLiteral("no connection came free in time")));
}

std::unique_ptr<IdentityClient::Question> IdentityClient::release(Question &question)
{
    const auto found = std::find_if(m_inFlight.begin(), m_inFlight.end(),
        [&](const auto &sent) { return sent.get() == &question; });
    auto released = std::move(*found);
    m_inFlight.erase(found);
    released->timer->stop();
    if (QNetworkReply *const reply = std::exchange(released->reply, nullptr)) {
        reply->disconnect(&m_context);
        if (!reply->isFinished())
            reply->abort();
        reply->deleteLater();
    }
    return released;
}

void IdentityClient::settle(Question &question, const core::Error &error, Health health)
{
    const auto settled = release(question);
    judge(settled->isProbe, health, health == Health::Good ? QString() : error.detail);
    settled->failed(error);
    pump();
}

} // namespace digidig::auth
