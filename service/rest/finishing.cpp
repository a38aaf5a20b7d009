// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/finishing.h"

#include "rest/answer.h"
#include "rest/negotiate.h"

#include <QtCore/QCoreApplication>

namespace digidig::rest {

void finish(const net::Request &request, const QByteArray &requestId, net::Response &response)
{
    const bool reads = request.method == net::Method::Get || request.method == net::Method::Head;
    if (reads && response.status == 200
        && !accepts(request.headers.combined("Accept"), response.headers.value("Content-Type"))) {
        response = problem(406, "not_acceptable",
            QCoreApplication::translate("rest", "the answer would be %1")
                .arg(QString::fromLatin1(response.headers.value("Content-Type"))),
            requestId);
    }
    response.headers.set("X-Request-Id", requestId);
    response.headers.set("X-Content-Type-Options", "nosniff");
    if (!response.headers.contains("Cache-Control"))
        response.headers.append("Cache-Control", "no-cache");
    if (reads && response.status == 200) {
        const QByteArray etag = response.headers.value("ETag");
        const QByteArray known = etag.isEmpty() || !request.headers.contains("If-None-Match")
            ? QByteArray()
            : matchingTag(request.headers.combined("If-None-Match"), etag);
        if (!known.isEmpty()) {
            response.status = 304;
            response.headers.set("ETag", known);
            response.content.clear();
            response.source.reset();
            response.headersOnly = true;
        }
    }
    if (response.status != 304)
        compress(request, response);
    if (request.method == net::Method::Head)
        response.headersOnly = true;
}

void addCors(const net::Request &request, const QStringList &origins, net::Response &response)
{
    const QByteArray origin = request.headers.value("Origin");
    if (origin.isEmpty() || !origins.contains(QString::fromLatin1(origin), Qt::CaseInsensitive))
        return;
    response.headers.set("Access-Control-Allow-Origin", origin);
    response.headers.append("Vary", "Origin");
    response.headers.set("Access-Control-Expose-Headers", "ETag, X-Request-Id, Retry-After");
}

net::Response optionsAnswer(
    const net::Request &request, const QByteArray &methods, const QStringList &origins)
{
    net::Response response;
    response.status = 204;
    response.headers.append("Allow", methods);
    addCors(request, origins, response);
    if (response.headers.contains("Access-Control-Allow-Origin")) {
        response.headers.append("Access-Control-Allow-Methods", methods);
        response.headers.append("Access-Control-Allow-Headers",
            "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Range, "
            "X-Request-Id");
        response.headers.append("Access-Control-Max-Age", "600");
    }
    return response;
}

} // namespace digidig::rest
