// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/exchange.h"

#include "core/text.h"
#include "storageclient/oncedevice.h"

namespace digidig::storageclient {

namespace {

constexpr qint64 ReadAhead = 256 * 1024; // Content that QNetworkAccessManager may hold.
constexpr qint64 Chunk = 64 * 1024;
constexpr qsizetype MaxSaid = 1024;

} // namespace

Exchange::Exchange(QNetworkAccessManager &manager, QNetworkRequest request,
    const wire::Request &what, Receiver receiver)
    : m_receiver(std::move(receiver))
{
    request.setRawHeader("Accept", "application/json");
    // What is packed could grow without bound when unpacked.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("User-Agent", "DIGiDIG-IMAP");
    if (!what.content.isEmpty())
        request.setHeader(
            QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    request.setHeader(QNetworkRequest::ContentLengthHeader, what.content.size());
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(
        QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);

    auto *const content = new OnceDevice(what.content);
    m_reply = manager.sendCustomRequest(request, what.verb, content);
    content->setParent(m_reply);
    // Set before it has started, this is not heard.
    connect(m_reply, &QNetworkReply::metaDataChanged, this,
        [this] { m_reply->setReadBufferSize(ReadAhead); });
    connect(m_reply, &QNetworkReply::readyRead, this, &Exchange::read);
    connect(m_reply, &QNetworkReply::finished, this, &Exchange::read);
}

Exchange::~Exchange()
{
    stop();
}

void Exchange::stop()
{
    m_ended = true;
    QNetworkReply *const reply = m_reply;
    m_reply = nullptr;
    if (!reply)
        return;
    reply->disconnect(this);
    if (!reply->isFinished())
        reply->abort();
    reply->deleteLater();
}

void Exchange::resume()
{
    // The receiver has content of before to take first.
    if (std::exchange(m_paused, false) && offer({}))
        read();
}

QString Exchange::trouble() const
{
    QString text;
    if (m_status >= 300)
        text = QStringLiteral("HTTP %1").arg(m_status);
    else if (m_reply)
        text = m_reply->errorString();
    // Who refuses a request may quote it, and with it the text of an e-mail.
    if (m_status >= 500)
        text += u' ' + QString::fromUtf8(m_said);
    return core::forLog(text.trimmed());
}

void Exchange::read()
{
    if (m_status == 0)
        m_status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool success = m_status >= 200 && m_status < 300;
    while (!m_paused && m_reply->bytesAvailable() > 0) {
        const QByteArray bytes = m_reply->read(Chunk);
        if (!success) {
            m_said += bytes.left(MaxSaid - m_said.size());
            continue;
        }
        if (!offer(bytes))
            return;
    }
    if (!m_paused && m_reply->isFinished())
        end(endOfReply());
}

bool Exchange::offer(QByteArrayView bytes)
{
    switch (m_receiver.take(bytes)) {
    case Take::More:
        return true;
    case Take::Pause:
        m_paused = true;
        return false;
    case Take::Enough:
        end(End::Enough);
        return false;
    case Take::Senseless:
        end(End::Senseless);
        return false;
    }
    return false;
}

void Exchange::end(End end)
{
    if (std::exchange(m_ended, true))
        return;
    m_sound = m_reply->isFinished() && endOfReply() == End::Answered;
    m_reply->disconnect(this);
    m_receiver.ended(end);
}

End Exchange::endOfReply() const
{
    const auto error = m_reply->error();
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::SslHandshakeFailedError:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::TooManyRedirectsError:
        return m_status == 0 ? End::NotSent : End::Cut;
    case QNetworkReply::ContentReSendError:
        return End::Broke;
    case QNetworkReply::ProtocolFailure:
        return m_status == 0 ? End::Broke : End::Cut;
    case QNetworkReply::NoError:
        return m_status == 0 ? End::Broke : End::Answered;
    default:
        break;
    }
    // Errors of HTTP have a status; so has an answer that was cut.
    const bool ofStatus = error >= QNetworkReply::ContentAccessDenied;
    return m_status == 0 ? End::Broke : ofStatus ? End::Answered : End::Cut;
}

} // namespace digidig::storageclient
