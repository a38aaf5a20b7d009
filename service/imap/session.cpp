// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/session.h"

#include "core/clock.h"
#include "core/logcontext.h"
#include "imap/capabilities.h"
#include "imap/limits.h"
#include "imap/recentclaims.h"
#include "imap/transcribe.h"
#include "imapproto/parser.h"

#include <QtCore/QLoggingCategory>

namespace digidig::imap {

namespace {

Q_LOGGING_CATEGORY(sessionLog, "digidig.imap")

namespace keys = config::keys;
using imapproto::Condition;

/// The client's answer in AUTHENTICATE or IDLE.
constexpr qsizetype MaxLine = 16 * 1024;
/// How long a client may take over the rest of a command that it has begun.
constexpr qint64 MidwayMs = 60'000;

} // namespace

net::Stream::Handler *Session::begin(
    net::Stream &stream, Context &context, std::shared_ptr<std::atomic<int>> count)
{
    return new Session(stream, context, std::move(count));
}

Session::Session(net::Stream &stream, Context &context, std::shared_ptr<std::atomic<int>> count)
    : m_context(context)
    , m_stream(&stream)
    , m_count(std::move(count))
    , m_connection(stream.sharedConnection())
    , m_transcript(m_connection->transcript)
    , m_receiver(receiverLimits(context.config, false))
{
    ++*m_count;
    m_stream->setHandler(this);
    m_connection->state = "not authenticated";
    m_stream->setDeadline(m_context.config.get(keys::idleTimeout) * 1000);
    m_greetAfterTls = m_stream->isTls();
    if (!m_greetAfterTls)
        greet();
}

Session::~Session()
{
    --*m_count;
}

void Session::greet()
{
    if (!m_context.config.get(keys::enabled)) {
        bye(QStringLiteral("The service is switched off"), "UNAVAILABLE");
        return;
    }
    m_out.status(Condition::Ok, imapproto::ResponseCode::capability(capabilities(*this)),
        u"DIGiDIG IMAP is ready");
    flush();
    if (m_context.onSession)
        m_context.onSession({SessionEvent::What::Opened, m_connection->id, m_connection->peer, {}});
}

/// After every piece of a command: is it done, and what comes next?
void Session::afterStep()
{
    if (!m_command || !m_task.isDone())
        return;
    m_task.reset();
    m_command.reset();
    if (!m_stream)
        return;
    showState();
    follow(std::exchange(m_then, Then::Nothing));
    if (m_ending)
        return;
    if (m_stopping) {
        bye(QStringLiteral("The server is going down"), "UNAVAILABLE");
        return;
    }
    restartDeadline();
    readCommands();
    if (m_clientEnded && !m_ending && m_task.isDone())
        end();
}

void Session::follow(Then then)
{
    if (then == Then::End && !m_ending)
        end();
    else if (then == Then::StartTls && !m_stream->startTls())
        bye(QStringLiteral("TLS cannot be started"));
    else if (then == Then::Compress && !m_stream->startCompression())
        breakOff(); // The client has been told otherwise.
}

// ---- what commands wait for ----

void Session::endWait(std::coroutine_handle<> command)
{
    const core::LogScope scope({.session = id()});
    --m_waits;
    if (!m_stream) {
        if (m_waits == 0)
            die();
        return;
    }
    resume(command);
}

void Session::resume(std::coroutine_handle<> command)
{
    command.resume();
    afterStep();
}

bool Session::hasRoom() const
{
    return m_stream->unsent() < net::Stream::HighWater;
}

void Session::drained()
{
    if (m_roomWaiter)
        resume(std::exchange(m_roomWaiter, {}));
}

bool Session::EventWait::await_suspend(std::coroutine_handle<> command)
{
    m_session.m_eventWaiter = command;
    m_session.m_eventOrChange = m_orChange;
    m_session.flush();
    m_session.m_receiver.expectLine(MaxLine);
    // What has come already need not be waited for.
    core::post(&m_session, [session = &m_session] { session->deliverEvent(); });
    return true;
}

Session::EventWait Session::event(bool orChange)
{
    return EventWait(*this, orChange);
}

Session::Event Session::EventWait::await_resume()
{
    return *std::exchange(m_session.m_event, std::nullopt);
}

void Session::deliverEvent()
{
    if (!m_eventWaiter || !m_stream || m_ending)
        return;
    QByteArrayView input = m_stream->input();
    const qsizetype before = input.size();
    imapproto::Reception reception = m_receiver.next(input);
    m_stream->consume(before - input.size());
    if (auto *line = std::get_if<imapproto::Line>(&reception)) {
        m_event = Event{Event::What::Line, std::move(line->text)};
    } else if (const auto *refused = std::get_if<imapproto::Refused>(&reception)) {
        bye(QString::fromLatin1(refused->message()));
        return;
    } else if (m_eventOrChange && m_changed) {
        m_event = Event{Event::What::Changed, {}};
    } else {
        return;
    }
    resume(std::exchange(m_eventWaiter, {}));
}

// ---- the connection ----

void Session::flush()
{
    if (m_stream && m_out.size() > 0) {
        const QByteArray bytes = m_out.take();
        transcribe(m_transcript, bytes);
        m_stream->write(bytes);
    }
}

void Session::send(const QByteArray &bytes)
{
    flush();
    if (m_stream)
        m_stream->write(bytes);
}

void Session::secured()
{
    // What an attacker may have said in clear does not count (RFC 9051 §11.1).
    m_receiver = imapproto::Receiver(receiverLimits(m_context.config, false));
    if (std::exchange(m_greetAfterTls, false))
        greet();
}

void Session::timedOut()
{
    if (m_waits > 0) { // It is the server that works.
        restartDeadline();
        return;
    }
    if (m_roomWaiter) {
        qCInfo(sessionLog, "%s does not take what it asked for", qPrintable(m_connection->peer));
        m_stream->abort();
        return;
    }
    bye(QStringLiteral("Nothing was heard for too long"));
}

void Session::asked(bool stopping)
{
    if (stopping && !m_task.isDone() && !m_eventWaiter) {
        m_stopping = true; // What runs may end.
        return;
    }
    if (!m_task.isDone() && !m_eventWaiter) {
        m_stream->abort();
        return;
    }
    bye(stopping ? QStringLiteral("The server is going down")
                 : QStringLiteral("An administrator closed the connection"),
        "UNAVAILABLE");
}

/// What was sent before is answered all the same.
bool Session::ended()
{
    m_clientEnded = true;
    readCommands();
    return !m_ending && !m_task.isDone() && !m_eventWaiter;
}

void Session::closed()
{
    m_gone = true;
    m_ending = true;
    if (m_context.onSession)
        m_context.onSession({SessionEvent::What::Closed, m_connection->id, m_connection->peer,
            m_user ? m_user->address : QString()});
    if (m_user)
        m_context.users.left(m_user->account);
    m_stream = nullptr;
    if (m_waits == 0)
        die();
}

/// Nothing refers to this any more, except perhaps who calls it.
void Session::die()
{
    m_task.reset();
    unselect();
    delete this;
}

void Session::end()
{
    m_ending = true;
    flush();
    if (m_stream)
        m_stream->finish();
}

void Session::breakOff()
{
    m_ending = true;
    if (m_stream)
        m_stream->abort();
}

void Session::bye(const QString &text, const imapproto::ResponseCode &code)
{
    if (m_ending || !m_stream)
        return;
    m_out.status(Condition::Bye, code, text);
    end();
}

void Session::restartDeadline()
{
    if (!m_stream)
        return;
    const auto &config = m_context.config;
    qint64 ms = config.get(m_user ? keys::imapIdleTimeout : keys::idleTimeout) * 1000;
    if (m_receiver.midway() && !m_eventWaiter)
        ms = std::min(ms, MidwayMs);
    m_stream->setDeadline(ms);
}

// ---- who, and where ----

bool Session::isPrivate() const
{
    return m_stream->isConfidential() || m_stream->isLoopback();
}

imapproto::Dialect Session::dialect() const
{
    return {isEnabled(EnabledRev2), isEnabled(EnabledUtf8)};
}

void Session::enable(quint8 what)
{
    if ((what & EnabledQresync) != 0)
        what |= EnabledCondstore;
    m_enabled |= what;
    m_out.setDialect(dialect());
}

void Session::setClientId(const QString &id)
{
    m_connection->setClientId(id);
}

void Session::logIn(const User &user)
{
    m_user = user;
    m_receiver.setLimits(receiverLimits(m_context.config, true));
    m_connection->authenticated = true;
    m_connection->setUser(user.address);
    if (m_context.onSession)
        m_context.onSession(
            {SessionEvent::What::LoggedIn, m_connection->id, m_connection->peer, user.address});
    restartDeadline();
}

void Session::select(std::unique_ptr<Selected> selected)
{
    unselect();
    m_selected = std::move(selected);
    m_changed = false;
    m_selected->watch = m_context.index.watch(m_selected->view.mailbox().id, [this] {
        core::post(this, [this] {
            m_changed = true;
            if (m_eventWaiter)
                deliverEvent();
        });
    });
    m_connection->setMailbox(m_selected->view.mailbox().name);
}

void Session::unselect()
{
    if (!m_selected)
        return;
    m_selected->watch.reset();
    if (m_selected->claimed) {
        const core::MailboxId mailbox = m_selected->view.mailbox().id;
        m_context.access.claimRecent(
            mailbox, [recent = &m_context.recent, mailbox](const core::Result<core::Uid> &saved) {
                if (saved)
                    recent->saved(mailbox, *saved);
            });
    }
    m_selected.reset();
    if (m_stream)
        m_connection->setMailbox({});
}

void Session::setState(const char *state)
{
    m_connection->state = state;
}

void Session::showState()
{
    m_connection->state = m_selected ? "selected" : m_user ? "authenticated" : "not authenticated";
}

} // namespace digidig::imap
