// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/answer.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonDocument>

namespace digidig::rest {

namespace {

constexpr QByteArrayView Validation = "validation_failed";

QString title(int status)
{
    switch (status) {
    case 400:
        return QStringLiteral("Bad Request");
    case 401:
        return QStringLiteral("Unauthorized");
    case 403:
        return QStringLiteral("Forbidden");
    case 404:
        return QStringLiteral("Not Found");
    case 405:
        return QStringLiteral("Method Not Allowed");
    case 406:
        return QStringLiteral("Not Acceptable");
    case 408:
        return QStringLiteral("Request Timeout");
    case 409:
        return QStringLiteral("Conflict");
    case 410:
        return QStringLiteral("Gone");
    case 412:
        return QStringLiteral("Precondition Failed");
    case 413:
        return QStringLiteral("Content Too Large");
    case 414:
        return QStringLiteral("URI Too Long");
    case 415:
        return QStringLiteral("Unsupported Media Type");
    case 416:
        return QStringLiteral("Range Not Satisfiable");
    case 421:
        return QStringLiteral("Misdirected Request");
    case 422:
        return QStringLiteral("Unprocessable Content");
    case 429:
        return QStringLiteral("Too Many Requests");
    case 431:
        return QStringLiteral("Request Header Fields Too Large");
    case 501:
        return QStringLiteral("Not Implemented");
    case 503:
        return QStringLiteral("Service Unavailable");
    case 504:
        return QStringLiteral("Gateway Timeout");
    case 505:
        return QStringLiteral("HTTP Version Not Supported");
    case 507:
        return QStringLiteral("Insufficient Storage");
    default:
        return QStringLiteral("Internal Server Error");
    }
}

} // namespace

namespace {

/// What was made on a thread of the clients of other services is English; in this thread's language.
QString inThisLanguage(const QString &message)
{
    const QByteArray source = message.toUtf8();
    if (source.contains('\0')) // No text of ours, and it would be cut there.
        return message;
    for (const char *const room : {"storageclient", "auth"}) {
        if (const QString text = QCoreApplication::translate(room, source.constData()); text != message)
            return text;
    }
    return message;
}

} // namespace

net::Response jsonAnswer(const QJsonObject &object, int status)
{
    return textAnswer(
        QJsonDocument(object).toJson(QJsonDocument::Compact), "application/json", status);
}

net::Response textAnswer(QByteArray content, const QByteArray &contentType, int status)
{
    net::Response response;
    response.status = status;
    response.headers.append("Content-Type", contentType);
    response.content = std::move(content);
    return response;
}

int httpStatus(const core::Error &error)
{
    switch (error.errc) {
    case core::Errc::Invalid:
        return error.slug == "invalid_json" ? 400 : 422;
    case core::Errc::Unauthorized:
        return 401;
    case core::Errc::Forbidden:
        return 403;
    case core::Errc::NotFound:
        return error.slug == "cursor_expired" ? 410 : 404;
    case core::Errc::AlreadyExists:
        return 409;
    case core::Errc::Conflict:
        return error.slug == "precondition_failed" ? 412 : 409;
    case core::Errc::TooLarge:
        return 413;
    case core::Errc::LimitExceeded:
        return error.slug == "rate_limited" ? 429 : 503;
    case core::Errc::QuotaExceeded:
    case core::Errc::StoreFull:
        return 507;
    case core::Errc::Timeout:
        return 504;
    case core::Errc::Unavailable:
        return 503;
    case core::Errc::Corrupt:
    case core::Errc::Internal:
        return 500;
    }
    return 500;
}

QByteArray contractCode(const core::Error &error)
{
    if (!error.slug.isEmpty())
        return error.slug;
    switch (error.errc) {
    case core::Errc::Invalid:
        return Validation.toByteArray();
    case core::Errc::Unauthorized:
        return "unauthorized";
    case core::Errc::Forbidden:
        return "forbidden";
    case core::Errc::NotFound:
        return "not_found";
    case core::Errc::AlreadyExists:
        return "already_exists";
    case core::Errc::Conflict:
        return "conflict";
    case core::Errc::TooLarge:
        return "payload_too_large";
    case core::Errc::LimitExceeded:
        return "rate_limited";
    case core::Errc::QuotaExceeded:
        return "quota_exceeded";
    case core::Errc::StoreFull:
        return "store_full";
    case core::Errc::Timeout:
        return "timeout";
    case core::Errc::Unavailable:
        return "unavailable";
    case core::Errc::Corrupt:
        return "corrupt";
    case core::Errc::Internal:
        return "internal";
    }
    return "internal";
}

namespace {

QJsonObject problemObject(
    int status, QByteArrayView code, const QString &detail, const QJsonArray &errors)
{
    QJsonObject object{
        {QStringLiteral("type"), QStringLiteral("about:blank")},
        {QStringLiteral("title"), title(status)},
        {QStringLiteral("status"), status},
        {QStringLiteral("detail"), detail},
        {QStringLiteral("code"), QString::fromLatin1(code)},
    };
    if (!errors.isEmpty())
        object.insert(QStringLiteral("errors"), errors);
    return object;
}

net::Response problemAnswer(QJsonObject object, const QByteArray &requestId)
{
    const int status = object.value(QStringLiteral("status")).toInt();
    if (!requestId.isEmpty())
        object.insert(QStringLiteral("request_id"), QString::fromLatin1(requestId));
    net::Response response = jsonAnswer(object, status);
    response.headers.set("Content-Type", "application/problem+json");
    if (status == 401)
        response.headers.append("WWW-Authenticate", "Bearer realm=\"DIGiDIG IMAP\"");
    if (status == 429 || status == 503)
        response.headers.append("Retry-After", status == 429 ? "30" : "5");
    return response;
}

} // namespace

net::Response problem(int status, QByteArrayView code, const QString &detail,
    const QByteArray &requestId, const QJsonArray &errors)
{
    return problemAnswer(problemObject(status, code, detail, errors), requestId);
}

net::Response problem(const core::Error &error, const QByteArray &requestId)
{
    return problemAnswer(problemObject(error), requestId);
}

QJsonObject problemObject(const core::Error &error)
{
    QJsonArray errors;
    if (!error.field.isEmpty()) {
        errors.append(QJsonObject{
            {QStringLiteral("field"), error.field}, {QStringLiteral("message"), error.message}});
    }
    const bool internal = error.errc == core::Errc::Internal || error.errc == core::Errc::Corrupt;
    const QString detail = !error.message.isEmpty() ? inThisLanguage(error.message)
        : internal ? QCoreApplication::translate("rest", "something went wrong inside the service")
                   : QString::fromLatin1(contractCode(error));
    return problemObject(httpStatus(error), contractCode(error), detail, errors);
}

core::Error invalidField(const QString &field, const QString &message)
{
    return {core::Errc::Invalid, message, {}, Validation.toByteArray(), field};
}

} // namespace digidig::rest
