// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/commands.h"
#include "imap/session.h"
#include "imap/transcribe.h"
#include "imapproto/parser.h"

#include <chrono>

// What a client sends, up to the tagged response.

namespace digidig::imap {

namespace {

namespace keys = config::keys;
using imapproto::Condition;

/// So many mistakes in a row are no client's but an attacker's, or a broken one's.
constexpr int MaxMistakes = 25;

qint64 nowUs()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

quint8 stateBit(bool loggedIn, bool selected)
{
    if (!loggedIn)
        return imapproto::NotAuthenticated;
    return selected ? imapproto::Selected : imapproto::Authenticated;
}

} // namespace

void Session::received()
{
    if (!m_ending)
        restartDeadline();
    slowReading();
    if (m_eventWaiter)
        deliverEvent();
    else
        readCommands();
}

void Session::readCommands()
{
    if (m_reading)
        return; // It goes on by itself.
    m_reading = true;
    while (m_stream && !m_ending && m_task.isDone() && readCommand()) { }
    m_reading = false;
}

bool Session::readCommand()
{
    QByteArrayView input = m_stream->input();
    if (input.isEmpty())
        return false;
    const qsizetype before = input.size();
    const imapproto::Reception reception = m_receiver.next(input);
    m_stream->consume(before - input.size());
    if (const auto *raw = std::get_if<imapproto::RawCommand>(&reception))
        readRaw(*raw);
    else if (const auto *literal = std::get_if<imapproto::Continue>(&reception))
        announceLiteral(*literal);
    else if (const auto *refused = std::get_if<imapproto::Refused>(&reception))
        refuse(*refused);
    else
        return false;
    return true;
}

void Session::announceLiteral(const imapproto::Continue &literal)
{
    // Before anybody has logged in, nothing that is long has a purpose.
    if (literal.append && !m_user) {
        const QByteArray tag = m_receiver.tag();
        m_receiver.abandon();
        respond(tag, bad(QStringLiteral("Log in first")));
        return;
    }
    m_out.continuation("OK");
    flush();
}

void Session::refuse(const imapproto::Refused &refused)
{
    const bool tooBig = refused.reason == imapproto::Refused::Reason::MessageTooLarge;
    const QString text = QString::fromLatin1(refused.message());
    respond(refused.tag, tooBig ? no(text, "TOOBIG") : bad(text));
    if (refused.close)
        bye(QStringLiteral("What follows cannot be understood"));
}

void Session::readRaw(const imapproto::RawCommand &raw)
{
    auto parsed = imapproto::parseCommand(raw, dialect());
    transcribe(m_transcript, raw, parsed);
    if (auto *command = std::get_if<imapproto::TaggedCommand>(&parsed))
        return start(std::move(*command));
    const auto &error = std::get<imapproto::ParseError>(parsed);
    // A search that was to be kept and fails leaves nothing (RFC 5182 §2.1).
    if (error.fault.no && error.traits == &imapproto::Search::Traits && m_selected)
        m_selected->saved.clear();
    const QString text = QString::fromUtf8(error.fault.message);
    const auto code = imapproto::ResponseCode::of(error.fault.code);
    respond(error.tag, error.fault.no ? no(text, code) : bad(text, code));
}

void Session::start(imapproto::TaggedCommand command)
{
    const imapproto::CommandTraits &traits = imapproto::traits(command.command);
    if ((traits.states & stateBit(m_user.has_value(), m_selected != nullptr)) == 0) {
        const bool early = !m_user && (traits.states & imapproto::NotAuthenticated) == 0;
        respond(command.tag,
            bad(early ? QStringLiteral("Log in first")
                    : m_user && (traits.states & imapproto::LoggedIn) == 0
                    ? QStringLiteral("You are logged in already")
                    : QStringLiteral("Select a mailbox first")));
        return;
    }
    if (m_user && !m_context.config.get(keys::enabled)) {
        bye(QStringLiteral("The service is switched off"), "UNAVAILABLE");
        return;
    }
    m_command = std::move(command);
    m_beganUs = nowUs();
    m_connection->state = "working";
    m_task = perform();
    if (m_task.isDone())
        afterStep();
}

Task<> Session::perform()
{
    if (owedMs(1) > 0)
        co_await keepPace();
    Reply reply = co_await runAny(m_command->command, *this);
    if (m_selected && !m_ending)
        co_await sync(imapproto::mayExpunge(m_command->command));
    if (!m_ending)
        respond(m_command->tag, reply);
    count(reply);
}

void Session::respond(const QByteArray &tag, const Reply &reply)
{
    const bool isBad = reply.status == Reply::Status::Bad;
    const auto condition = reply.status == Reply::Status::Ok ? Condition::Ok
        : isBad                                              ? Condition::Bad
                                                             : Condition::No;
    m_out.tagged(tag, condition, reply.code, reply.text);
    flush();
    m_mistakes = isBad ? m_mistakes + 1 : 0;
    if (m_mistakes >= MaxMistakes)
        bye(QStringLiteral("Too many commands that cannot be understood"));
}

void Session::count(const Reply &reply)
{
    using Figures = core::CommandFigures::Command;
    auto &figures = m_context.figures.at(m_command->command.index());
    figures.count(reply.status == Reply::Status::Ok ? &Figures::ok
            : reply.status == Reply::Status::No     ? &Figures::no
                                                    : &Figures::bad,
        nowUs() - m_beganUs);
}

} // namespace digidig::imap
