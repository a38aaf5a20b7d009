// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpanswer.h"

#include "core/clock.h"
#include "net/httpframing.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QTimeZone>

#include <algorithm>

namespace digidig::net {

namespace {

/// IMF-fixdate (RFC 9110 §5.6.7), made once a second.
QByteArrayView dateField()
{
    thread_local qint64 second = -1;
    thread_local QByteArray text;
    const qint64 now = core::nowMs() / 1000;
    if (now != second) {
        second = now;
        text = "Date: "
            + QLocale::c()
                  .toString(QDateTime::fromSecsSinceEpoch(now, QTimeZone::utc()),
                      QStringLiteral("ddd, dd MMM yyyy hh:mm:ss"))
                  .toLatin1()
            + " GMT\r\n";
    }
    return text;
}

bool isOurs(QByteArrayView name)
{
    for (const QByteArrayView field :
        {"Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Date", "Upgrade"}) {
        if (equals(name, field))
            return true;
    }
    return false;
}

/// A value with a line break would end the head early and let its author write the rest.
bool isSafe(QByteArrayView text)
{
    return std::none_of(
        text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

} // namespace

QByteArrayView reasonPhrase(int status)
{
    switch (status) {
    case 100:
        return "Continue";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 207:
        return "Multi-Status";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 303:
        return "See Other";
    case 304:
        return "Not Modified";
    case 307:
        return "Temporary Redirect";
    case 308:
        return "Permanent Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 411:
        return "Length Required";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 416:
        return "Range Not Satisfiable";
    case 417:
        return "Expectation Failed";
    case 421:
        return "Misdirected Request";
    case 422:
        return "Unprocessable Content";
    case 428:
        return "Precondition Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    case 507:
        return "Insufficient Storage";
    default:
        return {};
    }
}

AnswerPlan planAnswer(const Response &response, const Request *request, bool keepAlive)
{
    AnswerPlan plan;
    const int status = response.status >= 200 && response.status <= 599 ? response.status : 500;
    const bool bodyless = status == 204 || status == 304;
    plan.sendsContent =
        !bodyless && !response.headersOnly && !(request && request->method == Method::Head);
    plan.length = response.source ? response.source->size() : response.content.size();
    plan.close = response.close || !keepAlive;

    qsizetype size = 256;
    for (const auto &[name, value] : response.headers.all()) {
        size += name.size() + value.size() + 4;
        if (equals(name, "Connection") && equals(value, "close"))
            plan.close = true;
    }
    // HTTP/1.0 knows no chunks: there the end of the connection is the end of the content.
    const bool old = request && request->minorVersion == 0;
    if (plan.length < 0 && plan.sendsContent) {
        plan.chunked = !old;
        plan.close = plan.close || old;
    }

    QByteArray &head = plan.head;
    head.reserve(size);
    head += "HTTP/1.1 ";
    head += QByteArray::number(status);
    head += ' ';
    head += reasonPhrase(status);
    head += "\r\n";
    head += dateField();
    for (const auto &[name, value] : response.headers.all()) {
        if (isOurs(name) || !isSafe(name) || !isSafe(value))
            continue;
        head += name;
        head += ": ";
        head += value;
        head += "\r\n";
    }
    if (plan.chunked) {
        head += "Transfer-Encoding: chunked\r\n";
    } else if (plan.length >= 0 && status != 204
        && !(status == 304 && !response.source && plan.length == 0)) {
        // A 304 without content says nothing about the length a 200 would have had.
        head += "Content-Length: ";
        head += QByteArray::number(plan.length);
        head += "\r\n";
    }
    if (plan.close)
        head += "Connection: close\r\n";
    else if (old)
        head += "Connection: keep-alive\r\n";
    head += "\r\n";
    return plan;
}

} // namespace digidig::net
