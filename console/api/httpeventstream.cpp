// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/httpeventstream.h"

#include <algorithm>

namespace digidig::console {

namespace {
constexpr int FirstReopenMs = 500;
constexpr int LongestReopenMs = 15'000;
/// The service says something at least every 15 seconds; twice that and more means that nobody is
/// there.
constexpr int StreamSilenceMs = 45'000;
} // namespace

HttpEventStream::HttpEventStream(QObject *parent)
    : EventStream(parent)
    , m_manager(std::make_unique<QNetworkAccessManager>())
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &HttpEventStream::open);
}

HttpEventStream::~HttpEventStream()
{
    drop();
}

void HttpEventStream::setEndpoint(const Endpoint &endpoint)
{
    stop();
    m_endpoint = endpoint;
    m_lastId.clear();
    m_manager.release()->deleteLater();
    m_manager = std::make_unique<QNetworkAccessManager>();
    holdToPin(*m_manager, endpoint.pinnedSha256, [](const Untrusted &) {});
}

void HttpEventStream::start(const QStringList &kinds)
{
    if (m_wanted && kinds == m_kinds)
        return;
    drop();
    m_kinds = kinds;
    m_wanted = true;
    m_waitMs = 0;
    open();
}

void HttpEventStream::stop()
{
    m_wanted = false;
    m_retry.stop();
    drop();
}

/// Lets the connection go without a word to anybody.
void HttpEventStream::drop()
{
    m_live = false;
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
}

void HttpEventStream::open()
{
    drop();
    m_parser = {};
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("types"), m_kinds.join(u','));
    const Request what = Request::get(QStringLiteral("/api/events"), query);
    QNetworkRequest request = networkRequest(m_endpoint, what.url(m_endpoint.url));
    request.setRawHeader("Accept", "text/event-stream");
    // Compression would hold events back.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setTransferTimeout(StreamSilenceMs);
    if (!m_lastId.isEmpty())
        request.setRawHeader("Last-Event-ID", m_lastId);
    m_reply = m_manager->get(request);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpEventStream::read);
    connect(m_reply, &QNetworkReply::finished, this, &HttpEventStream::ended);
}

void HttpEventStream::read()
{
    if (m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() != 200)
        return;
    if (!m_live) {
        m_live = true;
        m_waitMs = 0;
        Q_EMIT opened(!m_lastId.isEmpty());
    }
    const QPointer<QNetworkReply> reply = m_reply;
    const QList<Event> events = m_parser.feed(m_reply->readAll());
    for (const Event &happened : events) {
        if (reply != m_reply || !reply)
            return; // Somebody stopped it, or began anew.
        if (!happened.id.isEmpty())
            m_lastId = happened.id;
        Q_EMIT event(happened);
    }
    if (m_parser.broken() && m_reply)
        m_reply->abort();
}

void HttpEventStream::ended()
{
    if (!m_reply || !m_wanted)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool wasLive = m_live;
    const bool politely = wasLive && m_reply->error() == QNetworkReply::NoError;
    const Problem problem =
        status >= 400 ? Problem::fromAnswer(status, m_reply->readAll()) : networkProblem(*m_reply);
    drop();
    // A stream that the service ended after its longest time is simply opened again.
    m_waitMs = politely ? 0 : std::clamp(m_waitMs * 2, FirstReopenMs, LongestReopenMs);
    m_retry.start(politely ? 50 : m_waitMs);
    if (!politely)
        Q_EMIT lost(problem);
}

} // namespace digidig::console
