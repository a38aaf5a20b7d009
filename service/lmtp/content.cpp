// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "core/handoff.h"
#include "core/logcontext.h"
#include "core/text.h"
#include "lmtp/limits.h"
#include "lmtp/session.h"
#include "lmtp/trace.h"

#include <QtCore/QLoggingCategory>
#include <QtCore/QThreadPool>

#include <chrono>

// The message: from DATA or BDAT to the answers for its recipients.

namespace digidig::lmtp {

namespace {

Q_LOGGING_CATEGORY(contentLog, "digidig.lmtp")

namespace keys = config::keys;

const Reply TooLarge{552, "5.3.4", "The message is too large"};

qint64 nowUs()
{
    using namespace std::chrono;
    return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace

QByteArray Session::traceFor(QByteArray recipient) const
{
    Trace trace;
    trace.sender = m_transaction->mail.sender.text;
    trace.recipient = std::move(recipient);
    trace.client = m_client;
    if (!m_stream->peer().isNull())
        trace.peer = m_stream->peer().toString().toLatin1();
    trace.host = m_context.host;
    trace.id = m_transaction->id;
    trace.atMs = core::nowMs();
    trace.tls = m_stream->isTls();
    trace.utf8 = m_transaction->mail.utf8;
    return traceFields(trace);
}

/// The trace that all share goes first. A recipient who is alone is named in it.
void Session::beginContent()
{
    Transaction &now = *m_transaction;
    now.id = core::newUuid().remove(u'-').toLatin1();
    const QByteArray trace =
        traceFor(now.recipients.size() == 1 ? now.recipients.front().text : QByteArray());
    now.content = std::make_unique<net::ContentBuffer>(m_context.config.get(keys::stateDir));
    now.trace = trace.size();
    m_connection->state = "reading";
    if (const auto kept = now.content->append(trace); !kept)
        now.refused = refusal(kept.error());
}

/// Takes a piece of the message. What is refused is not kept, but read on, because its answer has
/// to come in order.
void Session::keep(QByteArrayView bytes)
{
    if (!m_transaction || !m_transaction->content || m_transaction->failed) {
        m_discarded += bytes.size();
        return;
    }
    Transaction &now = *m_transaction;
    now.size += bytes.size();
    if (!now.refused && now.size > maxMessageBytes())
        now.refused = TooLarge;
    if (!now.refused) {
        if (const auto kept = now.content->append(bytes); !kept) {
            qCWarning(contentLog, "a message cannot be kept: %s", qPrintable(kept.error().detail));
            now.refused = refusal(kept.error());
        }
    }
    if (now.refused) {
        if (now.content->size() > 0)
            now.content = std::make_unique<net::ContentBuffer>(QString());
        m_discarded += bytes.size();
    }
}

void Session::readText()
{
    QByteArrayView input = m_stream->input();
    const qsizetype before = input.size();
    const bool ended = m_dots.take(input, [this](QByteArrayView bytes) { keep(bytes); });
    m_stream->consume(before - input.size());
    if (ended)
        endMessage();
    else if (m_discarded > MaxDiscarded)
        bye({421, "4.7.0", "The message is too large, and does not end"});
}

void Session::readChunk()
{
    const QByteArrayView input = m_stream->input();
    const qsizetype taken = qsizetype(qMin<qint64>(input.size(), m_chunkLeft));
    keep(input.first(taken));
    m_stream->consume(taken);
    m_chunkLeft -= taken;
    if (m_chunkLeft == 0)
        endChunk();
    else if (m_discarded > MaxDiscarded)
        bye({421, "4.7.0", "The message is too large, and does not end"});
}

void Session::endChunk()
{
    m_next = Next::Line;
    if (!m_transaction || m_transaction->recipients.empty() || m_transaction->failed) {
        m_discarded = 0;
        return reply({503, "5.5.1", "There is no recipient, or the message was refused: say RSET"});
    }
    if (m_lastChunk)
        return endMessage();
    if (m_transaction->refused) {
        m_transaction->failed = true;
        m_discarded = 0;
        return reply(*m_transaction->refused);
    }
    m_connection->state = "idle";
    reply({250, "2.0.0", "Chunk taken"});
}

void Session::endMessage()
{
    m_next = Next::Line;
    m_discarded = 0;
    m_endedUs = nowUs();
    Transaction &now = *m_transaction;
    ++m_context.figures.messages;
    m_context.figures.bytes += now.size;
    if (!now.refused) {
        auto body = now.content->finish();
        now.content.reset();
        if (body)
            return deliver(*std::move(body));
        qCWarning(contentLog, "a message cannot be kept: %s", qPrintable(body.error().detail));
        now.refused = refusal(body.error());
    }
    answer(std::vector<Reply>(now.recipients.size(), *now.refused));
}

/// In one transaction of the store, for all recipients.
void Session::deliver(std::shared_ptr<const net::Body> body)
{
    const Transaction &now = *m_transaction;
    const bool shared =
        now.recipients.size() == 1 || now.size * qint64(now.recipients.size()) > MaxOwnCopies;
    mail::Incoming incoming;
    incoming.raw = shared ? body->bytes() : body->bytes().sliced(now.trace);
    incoming.traceBytes = shared ? now.trace : 0;
    incoming.owner = std::move(body);
    incoming.sender = now.mail.sender.address();
    for (const Recipient &recipient : now.recipients) {
        incoming.each.push_back({recipient.address, recipient.firstOf,
            shared ? QByteArray() : traceFor(recipient.text), recipient.junkHeader});
    }
    beginWait();
    core::post(&m_context.workers, [this, incoming = std::move(incoming)]() mutable {
        m_context.delivery.deliver(
            std::move(incoming), [this](core::Result<mail::Appended> outcome) {
                core::post(this, [this, outcome = std::move(outcome)] {
                    endWait([this, &outcome] { delivered(outcome); });
                });
            });
    });
}

void Session::delivered(const core::Result<mail::Appended> &outcome)
{
    const Transaction &now = *m_transaction;
    if (!outcome) {
        qCWarning(contentLog, "message %s is not stored: %s", now.id.constData(),
            qPrintable(outcome.error().message));
        return answer(std::vector<Reply>(now.recipients.size(), refusal(outcome.error())));
    }
    core::LogContext concerned = core::LogScope::now();
    if (!outcome->messages.empty())
        concerned.email = outcome->messages.front().id.toUtf8();
    const core::LogScope scope(std::move(concerned));
    std::vector<Reply> replies(now.recipients.size(), Reply{250, "2.0.0", now.id + " stored"});
    for (const auto &[target, error] : outcome->failed) {
        const qint64 quota = now.recipients[target].quotaBytes;
        replies[target] = refusal(error, quota > 0 && now.size > quota);
    }
    answer(replies);
}

/// One answer for each recipient, in the order of RCPT (RFC 2033 §4.2), and the end of the
/// transaction.
void Session::answer(const std::vector<Reply> &replies)
{
    auto &figures = m_context.figures;
    QByteArray all;
    int stored = 0;
    for (const Reply &reply : replies) {
        all += reply.bytes();
        stored += reply.isOk() ? 1 : 0;
        ++(reply.isOk()               ? figures.stored
                : reply.isPermanent() ? figures.refused
                                      : figures.deferred);
    }
    figures.us += nowUs() - m_endedUs;
    qCInfo(contentLog, "message %s of %lld bytes from %s: stored for %d of %d recipients",
        m_transaction->id.constData(), m_transaction->size, qPrintable(m_connection->peer), stored,
        int(replies.size()));
    m_transaction.reset();
    m_connection->state = "idle";
    send(all);
}

} // namespace digidig::lmtp
