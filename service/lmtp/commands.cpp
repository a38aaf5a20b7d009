// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/handoff.h"
#include "lmtp/limits.h"
#include "lmtp/session.h"

#include <QtCore/QLoggingCategory>
#include <QtCore/QThreadPool>

// What each command does, except for the message itself.

namespace digidig::lmtp {

namespace {

Q_LOGGING_CATEGORY(commandLog, "digidig.lmtp")

namespace keys = config::keys;

Reply outOfOrder(const QByteArray &text)
{
    return {503, "5.5.1", text};
}

} // namespace

qint64 Session::maxMessageBytes() const
{
    return m_context.config.get(keys::maxMessageBytes);
}

void Session::handle(const Lhlo &lhlo)
{
    m_mistakes = 0;
    m_transaction.reset();
    m_client = lhlo.name;
    m_connection->setClientId(QString::fromLatin1(lhlo.name));
    QByteArrayList lines{m_context.host, "PIPELINING",
        "SIZE " + QByteArray::number(maxMessageBytes()), "8BITMIME", "SMTPUTF8", "CHUNKING",
        "ENHANCEDSTATUSCODES"};
    if (m_stream->canStartTls())
        lines.append("STARTTLS");
    send(linesOf(250, lines));
}

void Session::handle(const Mail &mail)
{
    if (m_client.isEmpty())
        return reply(outOfOrder("Say LHLO first"));
    if (m_transaction)
        return reply(outOfOrder("There is a sender already"));
    if (!mail.utf8 && !mail.sender.isAscii())
        return reply({553, "5.6.7", "Say SMTPUTF8 for an address like this"});
    if (mail.size.value_or(0) > maxMessageBytes())
        return reply({552, "5.3.4", "The message is too large"});
    m_mistakes = 0;
    m_transaction.emplace(Transaction{mail});
    reply({250, "2.1.0", "Sender accepted"});
}

void Session::handle(const Rcpt &rcpt)
{
    if (!m_transaction)
        return reply(outOfOrder("Say MAIL first"));
    if (m_transaction->content)
        return reply(outOfOrder("The message has begun already"));
    if (m_transaction->recipients.size() >= size_t(MaxRecipients))
        return reply({452, "4.5.3", "Too many recipients for one message"});
    if (!m_transaction->mail.utf8 && !rcpt.recipient.isAscii())
        return reply({553, "5.6.7", "Say SMTPUTF8 for an address like this"});
    m_mistakes = 0;
    beginWait();
    core::post(&m_context.workers,
        [this, path = rcpt.recipient, size = m_transaction->mail.size,
            delimiter = m_context.config.get(keys::recipientDelimiter)] {
            auto outcome = findRecipient(
                path, size, m_context.accounts, m_context.deliveryPolicy(), delimiter);
            core::post(this, [this, outcome = std::move(outcome)]() mutable {
                endWait([this, &outcome] { found(std::move(outcome)); });
            });
        });
}

void Session::found(std::variant<Recipient, Reply> outcome)
{
    if (auto *recipient = std::get_if<Recipient>(&outcome)) {
        m_transaction->recipients.push_back(std::move(*recipient));
        return reply({250, "2.1.5", "Recipient accepted"});
    }
    const Reply &refused = std::get<Reply>(outcome);
    ++(refused.isPermanent() ? m_context.figures.refused : m_context.figures.deferred);
    if (refused.status == "5.1.1")
        qCInfo(commandLog, "unknown recipient from %s", qPrintable(m_connection->peer));
    reply(refused);
}

void Session::handle(const Data &)
{
    if (!m_transaction || m_transaction->recipients.empty())
        return reply(outOfOrder("There is no recipient"));
    if (m_transaction->chunked)
        return reply(outOfOrder("The message has begun with BDAT"));
    m_mistakes = 0;
    beginContent();
    m_next = Next::Text;
    m_dots = DotReader();
    restartDeadline();
    reply({354, {}, "Go on; end with a dot on a line by itself"});
}

void Session::handle(const Bdat &bdat)
{
    m_mistakes = 0;
    // The bytes come whatever the answer is.
    m_next = Next::Chunk;
    m_chunkLeft = bdat.bytes;
    m_lastChunk = bdat.last;
    if (m_transaction && !m_transaction->recipients.empty() && !m_transaction->failed) {
        if (!m_transaction->content)
            beginContent();
        m_transaction->chunked = true;
    }
    restartDeadline();
    if (m_chunkLeft == 0)
        endChunk();
}

void Session::handle(const Rset &)
{
    m_mistakes = 0;
    m_transaction.reset();
    reply({250, "2.0.0", "Forgotten"});
}

void Session::handle(const Noop &)
{
    reply({250, "2.0.0", "Nothing done"});
}

void Session::handle(const Quit &)
{
    bye({221, "2.0.0", "Good bye"});
}

void Session::handle(const Vrfy &)
{
    reply({252, "2.0.0", "Only RCPT tells"});
}

void Session::handle(const Help &)
{
    reply({214, "2.0.0",
        "LHLO MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY HELP STARTTLS, as RFC 2033 has them"});
}

void Session::handle(const StartTls &)
{
    if (m_stream->isTls())
        return reply(outOfOrder("TLS is on already"));
    if (!m_stream->canStartTls())
        return reply({454, "4.7.0", "There is no certificate to speak TLS with"});
    reply({220, "2.0.0", "Begin TLS"});
    if (!m_stream->startTls())
        end();
}

void Session::handle(const Wrong &wrong)
{
    reply(wrong.reply);
    if (wrong.close)
        bye({421, "4.7.0", "What follows cannot be understood"});
    else if (++m_mistakes >= MaxMistakes)
        bye({421, "4.7.0", "Too many commands that cannot be understood"});
}

} // namespace digidig::lmtp
