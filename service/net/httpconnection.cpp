// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpconnection.h"

#include "core/clock.h"
#include "net/forwarded.h"
#include "net/httpguard.h"
#include "net/httprelay.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QScopedValueRollback>
#include <QtNetwork/QSslSocket>

#include <algorithm>
#include <array>
#include <cstring>
#include <sys/socket.h>

namespace digidig::net {

namespace {

constexpr qsizetype ReadStep = 32 * 1024;
constexpr int ReadRounds = 16; ///< Then other clients get their turn.
constexpr qsizetype WriteStep = 256 * 1024;
constexpr qint64 Watermark = 64 * 1024; ///< Below it the next step is produced.
constexpr qsizetype JoinLimit = 64 * 1024; ///< Up to here head and content are one write.
constexpr qint64 TrimAfterMs = 1'000; ///< An idle client gives its buffers back.
constexpr qint64 LingerMs = 2'000;
constexpr qint64 LingerBytes = 16 * 1024 * 1024;

/// Answers exactly once, at the latest when the last copy of the Reply that owns it is dropped, so
/// that no lost Reply leaves a client waiting.
class PendingReply {
public:
    PendingReply(std::shared_ptr<HttpRelay> relay, quint64 id, quint64 sequence)
        : m_relay(std::move(relay))
        , m_id(id)
        , m_sequence(sequence)
    {
    }
    ~PendingReply();
    Q_DISABLE_COPY_MOVE(PendingReply)

    void send(Response response);

private:
    const std::shared_ptr<HttpRelay> m_relay;
    const quint64 m_id;
    const quint64 m_sequence;
    std::atomic<bool> m_sent = false;
};

} // namespace

/// One request and its answer.
struct HttpConnection::Exchange {
    explicit Exchange(const QString &spoolDirectory)
        : content(spoolDirectory)
    {
    }

    HeadParser parser;
    ChunkedDecoder chunks;
    ContentBuffer content;
    std::shared_ptr<Request> request; ///< Null until the head was read.
    bool chunked = false;
    bool expectContinue = false;
    bool keepAlive = true;
    bool contentPending = false; ///< The client still has content to send.
    std::optional<qint64> maxContent; ///< Nothing: as the limits say.
    qint64 startedMs = 0;
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();

    Response response;
    AnswerPlan plan;
    qint64 sent = 0; ///< Content bytes handed to the socket.
    bool sourceReading = false; ///< A read is under way, or waited for.
    bool sourceWaiting = false;
    bool sourceEnded = false;
};

HttpConnection::HttpConnection(HttpGuard *guard, QTcpSocket *inner, const Endpoint &client,
    bool proxied, std::shared_ptr<Connection> entry)
    : QTcpSocket(guard)
    , m_guard(guard)
    , m_inner(inner)
    , m_client(client)
    , m_proxied(proxied)
    , m_entry(std::move(entry))
    , m_activeMs(core::monotonicMs())
{
    inner->setParent(this);
    // Bounds what a buffering socket (TLS) takes from a client whose bytes are not wanted yet; a
    // plain one is a DirectSocket and takes nothing.
    inner->setReadBufferSize(2 * ReadStep);
    setPeerAddress(client.address);
    setPeerPort(client.port);
    setLocalAddress(inner->localAddress());
    setLocalPort(inner->localPort());
    QIODevice::open(ReadWrite | Unbuffered);
    setSocketState(ConnectedState);

    connect(inner, &QTcpSocket::readyRead, this, &HttpConnection::onReadable);
    connect(inner, &QTcpSocket::disconnected, this, &HttpConnection::closeNow);
    connect(inner, &QTcpSocket::errorOccurred, this, &HttpConnection::closeNow);
    if (ssl())
        connect(ssl(), &QSslSocket::encryptedBytesWritten, this, &HttpConnection::onWritten);
    connect(inner, &QTcpSocket::bytesWritten, this, &HttpConnection::onWritten);
}

HttpConnection::~HttpConnection()
{
    m_inner->disconnect(this);
    if (m_state != State::Closed)
        m_guard->removed(this);
    setSocketState(
        UnconnectedState); // else the base would try to close a descriptor it does not have
}

const HttpLimits &HttpConnection::limits() const
{
    return m_guard->m_limits;
}

bool HttpConnection::isReading() const
{
    return m_state == State::Idle || m_state == State::Head || m_state == State::Content;
}

QSslSocket *HttpConnection::ssl() const
{
    return m_entry->tls ? qobject_cast<QSslSocket *>(m_inner) : nullptr;
}

qint64 HttpConnection::pendingBytes() const
{
    return m_inner->bytesToWrite() + (ssl() ? ssl()->encryptedBytesToWrite() : 0);
}

qint64 HttpConnection::idleEnd() const
{
    return m_activeMs
        + (m_fresh ? std::min(limits().idleTimeoutMs, limits().headerTimeoutMs)
                   : limits().idleTimeoutMs);
}

qint64 HttpConnection::deadline() const
{
    switch (m_state) {
    case State::Idle:
        return m_trimmed ? idleEnd() : std::min(idleEnd(), m_activeMs + TrimAfterMs);
    case State::Head:
        return m_exchange->startedMs + limits().headerTimeoutMs;
    case State::Content:
        return m_activeMs + limits().bodyTimeoutMs;
    case State::Writing:
        return pendingBytes() > 0 ? m_activeMs + limits().writeTimeoutMs : Never;
    case State::Lingering:
        return m_activeMs + LingerMs;
    case State::Preparing:
    case State::Working:
    case State::Closed:
        break;
    }
    return Never;
}

void HttpConnection::enter(State state)
{
    m_state = state;
    const char *name = "idle";
    if (state == State::Head || state == State::Content)
        name = "reading";
    else if (state == State::Preparing || state == State::Working)
        name = "working";
    else if (state == State::Writing)
        name = "writing";
    else if (state == State::Lingering)
        name = "closing";
    m_entry->state.store(name, std::memory_order_relaxed);
}

void HttpConnection::timedOut()
{
    if (m_state == State::Head || m_state == State::Content)
        refuse(408, "request_timeout",
            QT_TRANSLATE_NOOP("net", "The request did not arrive in time"));
    else if (m_state == State::Idle && !m_trimmed && core::monotonicMs() < idleEnd())
        trim();
    else
        closeNow();
}

/// The server behind reads through QIODevice's buffer, which keeps 16 KiB; opening anew drops it.
void HttpConnection::trim()
{
    QIODevice::close();
    QIODevice::open(ReadWrite | Unbuffered);
    m_input = {};
    m_trimmed = true;
}

// ---- what the client sends ----

void HttpConnection::onReadable()
{
    std::array<char, ReadStep> buffer;
    for (int round = 0; round < ReadRounds; ++round) {
        if (!isReading() && m_state != State::Lingering) {
            m_moreToRead = true;
            // While events are waited for, nothing else would tell that the client has gone.
            char next;
            if (m_state == State::Writing && m_exchange->sourceWaiting && !ssl()
                && ::recv(int(m_inner->socketDescriptor()), &next, 1, MSG_PEEK | MSG_DONTWAIT) == 0)
                closeNow();
            return;
        }
        const qint64 n = m_inner->read(buffer.data(), buffer.size());
        if (n < 0)
            return closeNow();
        if (n == 0)
            return;
        m_entry->bytesIn.fetch_add(n, std::memory_order_relaxed);
        if (m_state == State::Lingering) {
            m_lingered += n;
            if (m_lingered > LingerBytes)
                return closeNow();
        } else {
            m_activeMs = core::monotonicMs();
            m_entry->lastActiveMs.store(m_activeMs, std::memory_order_relaxed);
            m_fresh = false;
            m_input.append(buffer.data(), n);
            process();
        }
        if (n < qint64(buffer.size())) {
            if (isReading())
                m_guard->schedule(this);
            return;
        }
    }
    QMetaObject::invokeMethod(this, &HttpConnection::onReadable, Qt::QueuedConnection);
}

/// Goes on with what was received, request after request, until bytes are missing or an answer is.
void HttpConnection::process()
{
    if (m_processing)
        return; // the loop below goes on by itself
    const QScopedValueRollback processing(m_processing, true);
    while (isReading()) {
        if (m_state == State::Idle) {
            if (m_input.isEmpty())
                break;
            m_exchange = std::make_unique<Exchange>(m_guard->m_setup.spoolDirectory);
            m_exchange->startedMs = m_activeMs;
            ++m_sequence;
            enter(State::Head);
        }
        if (m_state == State::Head) {
            const auto state = m_exchange->parser.parse(m_input, limits().maxHeaderBytes);
            if (state == HeadParser::State::NeedMore)
                break;
            if (state == HeadParser::State::Failed) {
                const FramingError &error = m_exchange->parser.error();
                refuse(error.status, error.code, error.message);
            } else {
                headComplete();
            }
        } else if (m_state == State::Content) {
            if (m_input.isEmpty())
                break;
            readContent();
        }
    }
    if (m_state != State::Idle)
        return;
    constexpr qsizetype WorthKeeping = 1024;
    if (m_input.capacity() > WorthKeeping)
        m_input = {};
    m_guard->schedule(this);
}

void HttpConnection::headComplete()
{
    Exchange &exchange = *m_exchange;
    m_input.remove(0, exchange.parser.consumed());
    RequestHead head = exchange.parser.take();
    exchange.chunked = head.chunked;
    exchange.expectContinue = head.expectContinue;
    exchange.keepAlive = head.keepAlive;
    exchange.contentPending = head.chunked || head.request.contentLength > 0;
    exchange.request = std::make_shared<Request>(std::move(head.request));
    Request &request = *exchange.request;
    request.peerAddress = m_client.address;
    request.peerPort = peerPort();
    request.localAddress = localAddress();
    request.localPort = localPort();
    request.tls = m_entry->tls;
    request.proxied = m_proxied;
    if (m_guard->m_proxies.isTrusted(m_client.address)) {
        if (const auto client = forwardedFor(request.headers, m_guard->m_proxies); !client.isNull()) {
            request.peerAddress = client;
            request.peerPort = 0;
            request.proxied = true;
        }
    }
    request.connectionId = id();
    request.receivedAtMs = m_activeMs;

    if (m_isTurnedAway) {
        return refuse(503, "connection_limit", QT_TRANSLATE_NOOP("net", "Too many connections"));
    }
    if (m_guard->m_hooks.maxContent)
        exchange.maxContent = m_guard->m_hooks.maxContent(request);
    if (request.contentLength > exchange.maxContent.value_or(limits().maxBodyBytes))
        return refuse(413, "payload_too_large",
            QT_TRANSLATE_NOOP("net", "The content of the request is too large"));
    if (m_guard->m_hooks.prepare) {
        const auto goOn = [relay = m_guard->m_relay, id = id(), sequence = m_sequence] {
            relay->post([id, sequence](HttpGuard &guard) { guard.prepared(id, sequence); });
        };
        if (m_guard->m_hooks.prepare(request, goOn))
            return enter(State::Preparing);
    }
    headPrepared();
}

void HttpConnection::prepared(quint64 sequence)
{
    if (m_state != State::Preparing || sequence != m_sequence)
        return;
    m_activeMs = core::monotonicMs();
    {
        const QScopedValueRollback processing(m_processing, true); // resume() goes on below
        headPrepared();
    }
    if (isReading())
        m_guard->schedule(this);
    resume();
}

void HttpConnection::headPrepared()
{
    Exchange &exchange = *m_exchange;
    if (m_guard->m_hooks.onHead) {
        if (auto refusal = m_guard->m_hooks.onHead(*exchange.request))
            return startAnswer(*std::move(refusal));
    }
    enter(State::Content);
    if (!exchange.contentPending)
        return contentComplete();
    if (exchange.expectContinue && m_input.isEmpty())
        (void)send("HTTP/1.1 100 Continue\r\n\r\n");
}

void HttpConnection::readContent()
{
    Exchange &exchange = *m_exchange;
    qsizetype used = 0;
    bool complete = false;
    while (used < m_input.size() && !complete) {
        QByteArrayView piece = QByteArrayView(m_input).sliced(used);
        if (exchange.chunked) {
            const auto state = exchange.chunks.next(piece);
            if (state == ChunkedDecoder::State::Failed) {
                const FramingError &error = exchange.chunks.error();
                return refuse(error.status, error.code, error.message);
            }
            used += exchange.chunks.consumed();
            complete = state == ChunkedDecoder::State::Complete;
            piece = exchange.chunks.data();
        } else {
            const qint64 left = exchange.request->contentLength - exchange.content.size();
            piece = piece.first(qsizetype(std::min<qint64>(left, piece.size())));
            used += piece.size();
            complete = piece.size() == left;
        }
        const qint64 longest = exchange.maxContent.value_or(limits().maxBodyBytes);
        if (exchange.content.size() + piece.size() > longest)
            return refuse(413, "payload_too_large",
                QT_TRANSLATE_NOOP("net", "The content of the request is too large"));
        if (const auto kept = exchange.content.append(piece); !kept) {
            return notKept(kept.error());
        }
    }
    m_input.remove(0, used);
    if (complete)
        contentComplete();
}

void HttpConnection::contentComplete()
{
    Exchange &exchange = *m_exchange;
    exchange.contentPending = false;
    exchange.request->contentLength = exchange.content.size();
    auto body = exchange.content.finish();
    if (!body)
        return notKept(body.error());
    exchange.request->body = *std::move(body);
    announce();
}

// ---- the server behind ----

/// Tells the server behind the guard that there is a request. What it reads is the shortest there can be: it takes
/// byte after byte, which for a whole head costs a quarter of the time of an exchange, and its own limits on
/// targets and fields must not come into play.
void HttpConnection::announce()
{
    enter(State::Working);
    m_announced = "GET / HTTP/1.1\r\n\r\n";
    m_awaitingDispatch = true;
    m_trimmed = false;
    m_guard->m_announcing = this;
    Q_EMIT readyRead();
    m_guard->m_announcing = nullptr;
    m_announced = {};
    if (!std::exchange(m_awaitingDispatch, false) || m_state != State::Working)
        return;
    qWarning("The HTTP server did not take a request");
    refuse(500, "internal", QT_TRANSLATE_NOOP("net", "The request could not be processed"));
}

bool HttpConnection::dispatch()
{
    if (!std::exchange(m_awaitingDispatch, false))
        return false;
    const auto pending = std::make_shared<PendingReply>(m_guard->m_relay, id(), m_sequence);
    m_guard->m_hooks.onRequest(
        m_exchange->request, [pending](Response response) { pending->send(std::move(response)); });
    return true;
}

qint64 HttpConnection::bytesAvailable() const
{
    return m_announced.size() + QIODevice::bytesAvailable();
}

bool HttpConnection::canReadLine() const
{
    return m_announced.contains('\n') || QIODevice::canReadLine();
}

qint64 HttpConnection::readData(char *data, qint64 maxSize)
{
    const auto n = qsizetype(std::min<qint64>(maxSize, m_announced.size()));
    if (n > 0) {
        memcpy(data, m_announced.data(), size_t(n));
        m_announced = m_announced.sliced(n);
    }
    return n;
}

qint64 HttpConnection::writeData(const char *, qint64 size)
{
    return size;
}

// ---- answers ----

/// Of the request as far as it is known.
QByteArray HttpConnection::acceptLanguage() const
{
    if (m_exchange && m_exchange->request)
        return m_exchange->request->headers.combined("Accept-Language");
    return m_state == State::Head ? acceptLanguageOf(m_input) : QByteArray();
}

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

void HttpConnection::resume()
{
    process();
    if (isReading() && std::exchange(m_moreToRead, false))
        QMetaObject::invokeMethod(this, &HttpConnection::onReadable, Qt::QueuedConnection);
}

void HttpConnection::closeSoon()
{
    m_closeSoon = true;
    if (m_state == State::Idle)
        closeNow();
}

void HttpConnection::closeNow()
{
    if (m_state == State::Closed)
        return;
    if (m_state == State::Writing)
        report();
    enter(State::Closed);
    m_inner->disconnect(this);
    m_inner->abort();
    m_exchange.reset();
    m_input = {};
    m_guard->removed(this);
    setSocketState(UnconnectedState);
    // The server behind deletes what it keeps about this connection, and this with it; when it
    // never took the connection, nobody else does.
    Q_EMIT disconnected();
    deleteLater();
}

namespace {

PendingReply::~PendingReply()
{
    if (m_sent.exchange(true))
        return;
    m_relay->run([id = m_id, sequence = m_sequence](HttpGuard &guard) {
        qWarning("A request was dropped without an answer");
        guard.dropped(id, sequence);
    });
}

void PendingReply::send(Response response)
{
    if (m_sent.exchange(true))
        return;
    m_relay->run(
        [id = m_id, sequence = m_sequence, response = std::move(response)](
            HttpGuard &guard) mutable { guard.answer(id, sequence, std::move(response)); });
}

} // namespace

} // namespace digidig::net
