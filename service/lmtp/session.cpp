// SPDX-License-Identifier: GPL-3.0-or-later
#include "lmtp/session.h"

#include "core/handoff.h"
#include "core/logcontext.h"
#include "lmtp/limits.h"
#include "lmtp/trust.h"

#include <QtCore/QLoggingCategory>

namespace digidig::lmtp {

namespace {

Q_LOGGING_CATEGORY(sessionLog, "digidig.lmtp")

namespace keys = config::keys;

const Reply SwitchedOff{421, "4.3.2", "The service is switched off"};
const Reply GoingDown{421, "4.3.2", "The service is going down"};

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
    , m_cutter(std::in_place, MaxLine)
{
    ++*m_count;
    m_stream->setHandler(this);
    restartDeadline();
    greet();
}

Session::~Session()
{
    --*m_count;
}

void Session::greet()
{
    const QStringList networks = m_context.config.get(keys::lmtpTrustedNetworks);
    // A proxy may well name an address of this machine: that makes nobody a client on it.
    const bool trusted =
        networks.isEmpty() ? m_stream->isLoopback() : isTrusted(m_stream->peer(), networks);
    if (!trusted) {
        ++m_context.figures.turnedAway;
        qCWarning(sessionLog, "LMTP is not for %s", qPrintable(m_stream->peer().toString()));
        reply({554, "5.7.1", "Your address may not deliver here"});
        end();
        return;
    }
    if (!m_context.config.get(keys::enabled))
        return bye(SwitchedOff);
    reply({220, {}, m_context.host + " DIGiDIG IMAP takes mail by LMTP"});
}

// ---- what comes ----

void Session::read()
{
    if (m_reading)
        return; // It goes on by itself.
    m_reading = true;
    while (m_stream && !m_ending && !m_waiting && m_stream->unsent() < net::Stream::HighWater
        && step()) { }
    m_reading = false;
}

/// Does what may be done with the input as it is; false: wait for more.
bool Session::step()
{
    const QByteArrayView input = m_stream->input();
    if (input.isEmpty())
        return false;
    switch (m_next) {
    case Next::Text:
        readText();
        return true;
    case Next::Chunk:
        readChunk();
        return true;
    case Next::Line:
        break;
    }
    const auto cut = m_cutter->next(input);
    const auto line = cut.line ? std::optional(cut.line->toByteArray()) : std::nullopt;
    m_stream->consume(cut.bytes);
    if (cut.wasTooLong)
        handle(Wrong{{500, "5.5.2", "This line is too long"}});
    else if (line && ++m_commands > MaxCommands)
        bye({421, "4.7.0", "That were many commands; begin anew"});
    else if (line && !m_context.config.get(keys::enabled))
        bye(SwitchedOff);
    else if (line)
        std::visit([this](const auto &command) { handle(command); }, parseCommand(*line));
    return cut.bytes > 0;
}

void Session::reply(const Reply &reply)
{
    send(reply.bytes());
}

void Session::send(const QByteArray &bytes)
{
    if (m_stream)
        m_stream->write(bytes);
}

void Session::bye(const Reply &last)
{
    if (m_ending || !m_stream)
        return;
    reply(last);
    end();
}

void Session::end()
{
    m_ending = true;
    m_transaction.reset();
    if (m_stream)
        m_stream->finish();
}

// ---- waiting ----

void Session::beginWait()
{
    m_waiting = true;
    m_connection->state = "working";
}

void Session::endWait(const std::function<void()> &then)
{
    const core::LogScope scope({.session = m_connection->id});
    m_waiting = false;
    then();
    if (!m_stream) {
        delete this;
        return;
    }
    if (m_ending)
        return;
    m_connection->state = "idle";
    if (m_stopping)
        return bye(GoingDown);
    restartDeadline();
    read();
    if (m_clientEnded && !m_waiting && !m_ending)
        end();
}

// ---- the connection ----

void Session::received()
{
    if (!m_ending)
        restartDeadline();
    read();
}

void Session::drained()
{
    read();
}

void Session::secured()
{
    // What was said in clear does not count (RFC 3207 §4.2).
    m_cutter.emplace(MaxLine);
    m_client.clear();
    m_transaction.reset();
    m_next = Next::Line;
    m_connection->setClientId({});
    restartDeadline();
}

void Session::timedOut()
{
    if (m_waiting) // It is the service that works.
        return restartDeadline();
    if (m_stream->unsent() > 0) {
        m_stream->abort();
        return;
    }
    bye({421, "4.4.2", "Nothing was heard for too long"});
}

void Session::asked(bool stopping)
{
    if (m_waiting) { // What runs may end, and its client has to know how.
        m_stopping = true;
        return;
    }
    bye(stopping ? GoingDown : Reply{421, "4.3.2", "An administrator closed the connection"});
}

/// What was sent before is answered all the same.
bool Session::ended()
{
    m_clientEnded = true;
    read();
    return m_waiting && !m_ending;
}

void Session::closed()
{
    m_ending = true;
    m_stream = nullptr;
    if (!m_waiting)
        delete this;
}

void Session::restartDeadline()
{
    if (!m_stream)
        return;
    const qint64 seconds = m_next == Next::Line ? m_context.config.get(keys::idleTimeout)
                                                : m_context.config.get(keys::bodyTimeout);
    m_stream->setDeadline(seconds * 1000);
}

} // namespace digidig::lmtp
