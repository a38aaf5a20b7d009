// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands.h"
#include "config/keys.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonDocument>
#include <QtCore/QTimer>
#include <QtCore/QUrl>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QNetworkReply>

namespace digidig::app {

namespace {

namespace keys = config::keys;

constexpr int Unwell = 1; ///< As probes of containers have it.
constexpr int DefaultTimeoutS = 5;
constexpr int MaxTimeoutS = 3600;
constexpr qint64 MaxAnswer = 65'536;

/// Where the service of this configuration answers on this machine.
QUrl ownUrl(const config::Config &config)
{
    const QString host = config.get(keys::hostname);
    const QHostAddress address(host);
    QUrl url;
    url.setScheme(config.get(keys::restTls) == u"on" ? QStringLiteral("https") : QStringLiteral("http"));
    if (address == QHostAddress(QHostAddress::AnyIPv6))
        url.setHost(QStringLiteral("::1"));
    else if (address == QHostAddress(QHostAddress::AnyIPv4) || address == QHostAddress(QHostAddress::Any))
        url.setHost(QStringLiteral("127.0.0.1"));
    else
        url.setHost(host);
    url.setPort(int(config.get(keys::port)));
    return url;
}

core::Result<QJsonObject> ask(QUrl url, int timeoutMs, bool verify)
{
    url.setPath(QStringLiteral("/api/health"));
    QNetworkAccessManager network;
    network.setProxy(QNetworkProxy::NoProxy);
    QNetworkRequest request(url);
    request.setTransferTimeout(timeoutMs);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    const std::unique_ptr<QNetworkReply> reply(network.get(request));
    if (!verify) // The certificate is of the name that clients know, not of the loopback.
        reply->ignoreSslErrors();
    QObject::connect(reply.get(), &QNetworkReply::finished, reply.get(), &QCoreApplication::quit);
    QTimer::singleShot(timeoutMs, reply.get(), [&reply] { reply->abort(); });
    QCoreApplication::exec();
    const QString where = url.toString(QUrl::RemovePath);
    if (reply->error() != QNetworkReply::NoError) {
        return core::Error{core::Errc::Unavailable,
            QCoreApplication::translate("app", "%1 does not answer").arg(where), reply->errorString()};
    }
    const QJsonObject answer = QJsonDocument::fromJson(reply->read(MaxAnswer)).object();
    if (!answer.value(u"status").isString()) {
        return core::Error{core::Errc::Unavailable,
            QCoreApplication::translate("app", "%1 is another service").arg(where)};
    }
    return answer;
}

/// The status, and the components to which it is due.
QString inWords(const QJsonObject &answer)
{
    QString text = answer.value(u"status").toString();
    const QJsonObject details = answer.value(u"details").toObject();
    for (auto it = details.begin(); it != details.end(); ++it) {
        const QString status = it->toObject().value(u"status").toString();
        if (status == u"failed" || status == u"degraded")
            text += QStringLiteral("; %1: %2").arg(it.key(), status);
    }
    return text;
}

} // namespace

int health(const QStringList &arguments)
{
    CommandLine line(QCoreApplication::translate("app",
        "Asks the running service on this machine how it is. Exit code 0: it serves; 1: it does not."));
    line.parser().addOptions({
        {QStringLiteral("url"),
            QCoreApplication::translate("app", "Ask there instead, for example http://127.0.0.1:8003."),
            QStringLiteral("URL")},
        {QStringLiteral("timeout"),
            QCoreApplication::translate("app", "Wait so long for the answer (%1).").arg(DefaultTimeoutS),
            QStringLiteral("SECONDS")},
    });
    line.process(arguments);
    if (!line.positional().isEmpty())
        return usageError(QCoreApplication::translate("app", "health takes no arguments"));
    int seconds = DefaultTimeoutS;
    if (line.isSet(QStringLiteral("timeout"))) {
        seconds = line.value(QStringLiteral("timeout")).toInt();
        if (seconds < 1 || seconds > MaxTimeoutS)
            return usageError(QCoreApplication::translate("app", "--timeout takes 1 to %1").arg(MaxTimeoutS));
    }
    QUrl url;
    const bool isGiven = line.isSet(QStringLiteral("url"));
    if (isGiven) {
        url = QUrl(line.value(QStringLiteral("url")), QUrl::StrictMode);
        if (!url.isValid() || url.host().isEmpty()
            || (url.scheme() != u"http" && url.scheme() != u"https"))
            return usageError(QCoreApplication::translate("app", "--url takes http://HOST:PORT"));
    } else {
        const auto config = line.configuration();
        if (!config)
            return fail(config.error(), line.json());
        url = ownUrl(**config);
    }
    const auto answer = ask(url, seconds * 1000, isGiven);
    if (!answer) {
        fail(answer.error(), line.json());
        return Unwell;
    }
    if (line.json())
        printJson(*answer);
    else
        printLine(inWords(*answer));
    return answer->value(u"status").toString() == u"unhealthy" ? Unwell : EX_OK;
}

} // namespace digidig::app
