// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/remoteimages.h"

#include <QtCore/QTimer>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>

#include <utility>

namespace digidig::console {

namespace {

/// The host as it counts: all names of this machine are one.
QString hostOf(const QUrl &url)
{
    const QString host = url.host();
    const bool here = host == u"localhost" || host.endsWith(u".localhost") || QHostAddress(host).isLoopback();
    return here ? QStringLiteral("localhost") : host;
}

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == u"https" ? 443 : 80);
}

} // namespace

RemoteImages::RemoteImages(QObject *parent)
    : QObject(parent)
{
}

RemoteImages::~RemoteImages()
{
    cancel();
}

void RemoteImages::cancel()
{
    ++m_run;
    const auto replies = std::exchange(m_replies, {});
    for (QNetworkReply *reply : replies) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
    // Connections and whatever else would tell that the next e-mail is read by the same person.
    if (QNetworkAccessManager *manager = m_manager.release())
        manager->deleteLater();
}

void RemoteImages::load(const QStringList &addresses)
{
    cancel();
    m_manager = std::make_unique<QNetworkAccessManager>();
    m_bytes = 0;
    for (const QString &address : addresses.mid(0, MostImages))
        fetch(address, QUrl(address, QUrl::StrictMode), 0);
    QTimer::singleShot(Deadline, this, [this, run = m_run] {
        if (run != m_run || m_replies.isEmpty())
            return;
        cancel();
        Q_EMIT finished();
    });
    if (m_replies.isEmpty())
        QTimer::singleShot(0, this, &RemoteImages::finished);
}

bool RemoteImages::mayAsk(const QUrl &url) const
{
    const QString scheme = url.scheme();
    const bool web = scheme == u"http" || scheme == u"https";
    const bool service = hostOf(url) == hostOf(m_service) && portOf(url) == portOf(m_service);
    return web && url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty() && !service;
}

void RemoteImages::fetch(const QString &address, const QUrl &url, int redirections)
{
    if (!mayAsk(url))
        return;
    QNetworkRequest request(url);
    request.setRawHeader("Accept", "image/*");
    request.setRawHeader("Accept-Language", "*");
    request.setRawHeader("User-Agent", "Mozilla/5.0");
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    // Where it leads elsewhere is looked at here, as the first address was.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    QNetworkReply *reply = m_manager->get(request);
    m_replies.insert(reply);
    connect(reply, &QNetworkReply::downloadProgress, this, [reply](qint64 now, qint64 total) {
        if (now > MostBytes || total > MostBytes)
            reply->abort();
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply, address, redirections] { take(reply, address, redirections); });
}

void RemoteImages::take(QNetworkReply *reply, const QString &address, int redirections)
{
    m_replies.remove(reply);
    reply->deleteLater();
    const int run = m_run;
    m_bytes += reply->bytesAvailable();
    const QUrl elsewhere = reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
    if (!elsewhere.isEmpty() && redirections < MostRedirections)
        fetch(address, reply->url().resolved(elsewhere), redirections + 1);
    else if (elsewhere.isEmpty() && reply->error() == QNetworkReply::NoError && reply->bytesAvailable() <= MostBytes && m_bytes <= MostTogether)
        Q_EMIT came(address, reply->readAll());
    if (run == m_run && m_replies.isEmpty())
        Q_EMIT finished();
}

} // namespace digidig::console
