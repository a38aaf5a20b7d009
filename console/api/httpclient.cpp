// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/httpclient.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonDocument>
#include <QtCore/QTimer>
#include <QtNetwork/QSslConfiguration>

namespace digidig::console {

namespace {

constexpr int SilenceMs = 30'000;

/// Copies what has come of a successful answer into the file that it is meant for.
void drain(QNetworkReply *reply, QIODevice &into)
{
    while (reply->bytesAvailable() > 0) {
        if (into.write(reply->read(256 * 1024)) < 0) {
            reply->setProperty("writeError", into.errorString());
            reply->abort();
            return;
        }
    }
}

bool succeeds(const QNetworkReply *reply)
{
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    return status >= 200 && status < 300;
}

} // namespace

QNetworkRequest networkRequest(const Endpoint &endpoint, const QUrl &url)
{
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setRawHeader("Accept-Language", endpoint.language.toLatin1());
    request.setRawHeader("User-Agent", "digidig-imap-console");
    if (!endpoint.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + endpoint.token.toUtf8());
    return request;
}

void holdToPin(QNetworkAccessManager &manager, const QByteArray &pinned, std::function<void(const Untrusted &)> untrusted)
{
    const auto isPinned = [pinned](const QSslCertificate &certificate) {
        return !pinned.isEmpty() && certificate.digest(QCryptographicHash::Sha256) == pinned;
    };
    QObject::connect(&manager, &QNetworkAccessManager::sslErrors, &manager,
        [isPinned, untrusted](QNetworkReply *reply, const QList<QSslError> &errors) {
            const QSslCertificate certificate = reply->sslConfiguration().peerCertificate();
            if (isPinned(certificate)) {
                reply->ignoreSslErrors(errors);
                return;
            }
            Untrusted found{certificate, {}};
            for (const QSslError &error : errors)
                found.reasons.append(error.errorString());
            untrusted(found);
        });
    if (pinned.isEmpty())
        return;
    // One that the system believes is still not the pinned one. Nothing has been sent at this point.
    QObject::connect(&manager, &QNetworkAccessManager::encrypted, &manager, [isPinned, untrusted](QNetworkReply *reply) {
        const QSslCertificate certificate = reply->sslConfiguration().peerCertificate();
        if (isPinned(certificate))
            return;
        reply->setProperty("notPinned", true);
        untrusted({certificate, {QCoreApplication::translate("console", "It is not the certificate that was pinned.")}});
        reply->abort();
    });
}

Problem networkProblem(const QNetworkReply &reply)
{
    Problem problem{.kind = Problem::Kind::Unreachable};
    const QString where = reply.url().host() + u':'
        + QString::number(reply.url().port(reply.url().scheme() == u"https" ? 443 : 80));
    if (reply.property("notPinned").toBool() || reply.error() == QNetworkReply::SslHandshakeFailedError) {
        problem.kind = Problem::Kind::Untrusted;
        problem.text = QCoreApplication::translate("console", "The certificate of %1 is not trusted.").arg(where);
        return problem;
    }
    switch (reply.error()) {
    case QNetworkReply::ConnectionRefusedError:
        problem.text = QCoreApplication::translate("console", "Nothing listens at %1. Does the service run there?").arg(where);
        break;
    case QNetworkReply::HostNotFoundError:
        problem.text = QCoreApplication::translate("console", "There is no machine called %1.").arg(reply.url().host());
        break;
    case QNetworkReply::TimeoutError:
        problem.kind = Problem::Kind::Timeout;
        problem.text = QCoreApplication::translate("console", "%1 did not answer in time.").arg(where);
        break;
    case QNetworkReply::RemoteHostClosedError:
        problem.text = QCoreApplication::translate("console", "%1 closed the connection. Does it speak HTTP, not HTTPS, or the other way round?").arg(where);
        break;
    default:
        problem.text = QCoreApplication::translate("console", "%1 cannot be reached: %2").arg(where, reply.errorString());
        break;
    }
    return problem;
}

HttpClient::HttpClient(QObject *parent)
    : Client(parent)
    , m_manager(std::make_unique<QNetworkAccessManager>())
{
}

void HttpClient::setEndpoint(const Endpoint &endpoint)
{
    m_endpoint = endpoint;
    m_untrusted.reset();
    m_certificate = QSslCertificate();
    // Another manager, so that no connection outlives the trust or the token it was made with.
    auto old = std::move(m_manager);
    m_manager = std::make_unique<QNetworkAccessManager>();
    m_manager->setTransferTimeout(SilenceMs);
    holdToPin(*m_manager, endpoint.pinnedSha256, [this](const Untrusted &found) { m_untrusted = found; });
    const auto replies = old->findChildren<QNetworkReply *>();
    for (QNetworkReply *reply : replies)
        reply->abort();
    old.release()->deleteLater();
}

void HttpClient::transmit(const std::shared_ptr<CallState> &call)
{
    const Request &request = call->request();
    QNetworkRequest network = networkRequest(m_endpoint, request.url(m_endpoint.url));
    if (!request.contentType.isEmpty())
        network.setRawHeader("Content-Type", request.contentType);
    for (const auto &[name, value] : request.headers)
        network.setRawHeader(name, value);
    QNetworkReply *reply = request.body.isEmpty()
        ? m_manager->sendCustomRequest(network, request.method, request.upload.get())
        : m_manager->sendCustomRequest(network, request.method, request.body);
    call->onCancel([guard = QPointer<QNetworkReply>(reply)] {
        if (guard)
            guard->abort();
    });

    if (request.deadline.count() > 0) {
        QTimer::singleShot(request.deadline, reply, [reply] {
            reply->setProperty("late", true);
            reply->abort();
        });
    }
    connect(reply, &QNetworkReply::readyRead, this, [reply, call] {
        const Request &wanted = call->request();
        if (wanted.download && succeeds(reply))
            drain(reply, *wanted.download);
        else if (reply->bytesAvailable() > wanted.maxBytes) {
            reply->setProperty("tooLong", true);
            reply->abort();
        }
    });
    if (request.progress) {
        const auto tell = [call](qint64 done, qint64 total) {
            if (call->wanted() && total != 0)
                call->request().progress(done, qMax<qint64>(total, 0));
        };
        connect(reply, request.upload ? &QNetworkReply::uploadProgress : &QNetworkReply::downloadProgress, this, tell);
    }
    connect(reply, &QNetworkReply::finished, this, [this, reply, call] {
        reply->deleteLater();
        take(reply, call);
    });
}

void HttpClient::take(QNetworkReply *reply, const std::shared_ptr<CallState> &call)
{
    if (!call->wanted()) {
        dropped();
        return;
    }
    Answer answer;
    if (const QSslCertificate shown = reply->sslConfiguration().peerCertificate(); !shown.isNull())
        m_certificate = shown;
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const Request &request = call->request();
    if (const QString failed = reply->property("writeError").toString(); !failed.isEmpty()) {
        answer.problem = Problem{.kind = Problem::Kind::Garbled, .text = tr("The file cannot be written: %1").arg(failed)};
    } else if (reply->property("tooLong").toBool()) {
        answer.problem = Problem{.kind = Problem::Kind::Garbled, .text = tr("The answer is too long to be shown.")};
    } else if (reply->property("late").toBool()) {
        answer.problem = Problem{.kind = Problem::Kind::Timeout, .text = tr("The service did not answer in time.")};
    } else if (status == 0 || (reply->error() != QNetworkReply::NoError && status < 400)) {
        answer.problem = networkProblem(*reply);
    } else {
        answer.status = status;
        if (request.download && succeeds(reply))
            drain(reply, *request.download);
        answer.body = reply->readAll();
        answer.etag = reply->rawHeader("ETag");
        const QByteArray type = reply->rawHeader("Content-Type");
        if (status >= 300) {
            answer.problem = Problem::fromAnswer(status, answer.body);
        } else if (type.startsWith("application/json")) {
            QJsonParseError error;
            answer.json = QJsonDocument::fromJson(answer.body, &error).object();
            if (error.error != QJsonParseError::NoError) {
                answer.problem = Problem{.kind = Problem::Kind::Garbled,
                    .status = status,
                    .text = tr("The answer cannot be read. Is this a DIGiDIG IMAP service?")};
            }
        }
    }
    complete(call, answer);
}

} // namespace digidig::console
