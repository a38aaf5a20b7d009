// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpconnection.h"

#include "core/clock.h"
#include "net/httpexchange.h"
#include "net/httpguard.h"
#include "net/httprelay.h"

#include <QtNetwork/QSslSocket>

#include <sys/socket.h>

// What goes out: answers, in the steps in which the client takes them.
namespace digidig::net {

namespace {

constexpr qsizetype WriteStep = 256 * 1024;
constexpr qint64 Watermark = 64 * 1024; ///< Below it the next step is produced.
constexpr qsizetype JoinLimit = 64 * 1024; ///< Up to here head and content are one write.

} // namespace

/// The content that has come has found no place; the messages of ContentBuffer say no more.
void HttpConnection::notKept(const core::Error &error)
{
    qWarning("%s", qUtf8Printable(error.detail));
    if (error.errc == core::Errc::StoreFull)
        return refuse(507, "store_full", ContentBuffer::NoRoom);
    refuse(500, "internal", ContentBuffer::NotKept);
}

void HttpConnection::refuse(int status, QByteArrayView code, const char *text)
{
    Response response = m_guard->makeError(status, code, text, acceptLanguage());
    response.close = true;
    startAnswer(std::move(response));
}

void HttpConnection::answer(quint64 sequence, Response response)
{
    if (m_state == State::Working && sequence == m_sequence)
        startAnswer(std::move(response));
}

void HttpConnection::dropped(quint64 sequence)
{
    if (m_state == State::Working && sequence == m_sequence) {
        startAnswer(m_guard->makeError(500, "internal",
            QT_TRANSLATE_NOOP("net", "The request could not be processed"), acceptLanguage()));
    }
}

void HttpConnection::startAnswer(Response response)
{
    Exchange &exchange = *m_exchange;
    // Content that is still to come would be taken for the next request.
    const bool keepAlive = exchange.keepAlive && !exchange.contentPending && !m_closeSoon;
    exchange.plan = planAnswer(response, exchange.request.get(), keepAlive);
    exchange.response = std::move(response);
    if (!exchange.plan.sendsContent) {
        exchange.response.source.reset();
        exchange.response.content.clear();
    }
    m_activeMs = core::monotonicMs();
    m_entry->lastActiveMs.store(m_activeMs, std::memory_order_relaxed);
    enter(State::Writing);
    QByteArray first = std::move(exchange.plan.head);
    const QByteArray &content = exchange.response.content;
    if (!exchange.response.source && content.size() <= JoinLimit) {
        first += content;
        exchange.sent = content.size();
    }
    if (send(first))
        pump();
}

/// Hands content to the socket, in steps, as it drains.
void HttpConnection::pump()
{
    while (m_state == State::Writing) {
        Exchange &exchange = *m_exchange;
        const qint64 pending = pendingBytes();
        if (pending >= Watermark)
            break;
        const QByteArrayView content = exchange.response.content;
        if (exchange.response.source) {
            if (!exchange.sourceEnded) {
                readSource();
                break;
            }
        } else if (exchange.sent < content.size()) {
            const auto step =
                content.sliced(exchange.sent, std::min(content.size() - exchange.sent, WriteStep));
            exchange.sent += step.size();
            if (!send(step))
                return;
            continue;
        }
        if (pending > 0)
            break;
        return answerSent();
    }
    if (m_state == State::Writing)
        m_guard->schedule(this);
}

void HttpConnection::readSource()
{
    Exchange &exchange = *m_exchange;
    if (std::exchange(exchange.sourceReading, true))
        return;
    const auto wake = [relay = m_guard->m_relay, id = id(), sequence = m_sequence] {
        relay->post([id, sequence](HttpGuard &guard) { guard.sourceReady(id, sequence); });
    };
    exchange.sourceWaiting = exchange.response.source->waits(wake);
    if (!exchange.sourceWaiting)
        readSourceNow();
}

void HttpConnection::readSourceNow()
{
    core::post(m_guard->m_setup.pool,
        [source = m_exchange->response.source, relay = m_guard->m_relay, id = id(),
            sequence = m_sequence] {
            auto data = source->read(WriteStep);
            relay->post([id, sequence, data = std::move(data)](HttpGuard &guard) mutable {
                guard.sourceData(id, sequence, std::move(data));
            });
        });
}

void HttpConnection::sourceReady(quint64 sequence)
{
    if (m_state != State::Writing || sequence != m_sequence || !m_exchange->sourceWaiting)
        return;
    m_exchange->sourceWaiting = false;
    readSourceNow();
}

void HttpConnection::sourceData(quint64 sequence, core::Result<QByteArray> data)
{
    if (m_state != State::Writing || sequence != m_sequence)
        return;
    Exchange &exchange = *m_exchange;
    exchange.sourceReading = false;
    if (!data) {
        qWarning("An answer was broken off: %s", qUtf8Printable(data.error().detail));
        return closeNow();
    }
    const qint64 length = exchange.plan.length;
    const bool ended = data->isEmpty();
    exchange.sent += data->size();
    // A wrong length would make the client take what follows for something else.
    if (length >= 0 && (exchange.sent > length || (ended && exchange.sent < length))) {
        qWarning("An answer was broken off: its source is not as long as it said");
        return closeNow();
    }
    exchange.sourceEnded = ended || exchange.sent == length;
    m_activeMs = core::monotonicMs();
    bool good = true;
    if (exchange.plan.chunked) {
        QByteArray chunk = QByteArray::number(data->size(), 16);
        chunk.reserve(chunk.size() + data->size() + 4);
        chunk += "\r\n";
        chunk += *data;
        chunk += "\r\n";
        good = send(chunk);
    } else if (!ended) {
        good = send(*data);
    }
    if (good)
        pump();
}

bool HttpConnection::send(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return true;
    if (m_inner->write(bytes.data(), bytes.size()) != bytes.size()) {
        closeNow();
        return false;
    }
    m_entry->bytesOut.fetch_add(bytes.size(), std::memory_order_relaxed);
    return m_state != State::Closed;
}

void HttpConnection::onWritten(qint64)
{
    if (m_state != State::Writing)
        return;
    m_activeMs = core::monotonicMs();
    m_entry->lastActiveMs.store(m_activeMs, std::memory_order_relaxed);
    pump();
}

void HttpConnection::report()
{
    if (!m_exchange || !m_guard->m_hooks.onAnswered)
        return;
    using namespace std::chrono;
    const auto took = duration_cast<microseconds>(steady_clock::now() - m_exchange->started);
    m_guard->m_hooks.onAnswered(
        m_exchange->request.get(), m_exchange->response.status, m_exchange->sent, took.count());
}

void HttpConnection::answerSent()
{
    report();
    const bool close = m_exchange->plan.close || m_closeSoon;
    m_exchange.reset();
    if (close)
        return linger();
    enter(State::Idle);
    resume();
}

/// The client may have sent bytes that nobody read: closing now would reset the connection and
/// could take the answer from it before it is read (RFC 9112 §9.6).
void HttpConnection::linger()
{
    m_input = {};
    m_activeMs = core::monotonicMs();
    enter(State::Lingering);
    m_guard->schedule(this);
    if (ssl())
        return m_inner->disconnectFromHost(); // says goodbye; the signal or the deadline ends it
    ::shutdown(int(m_inner->socketDescriptor()), SHUT_WR);
    if (std::exchange(m_moreToRead, false))
        onReadable();
}

} // namespace digidig::net
