// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/accountscope.h"
#include "rest/emailjson.h"
#include "rest/messageparts.h"
#include "rest/ranges.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QUrl>

namespace digidig::rest {

namespace {

/// Content-Disposition (RFC 6266) with an ASCII fallback and the real name in RFC 8187 form.
QByteArray disposition(const QString &fileName)
{
    if (fileName.isEmpty())
        return "attachment";
    QByteArray ascii;
    for (const QChar c : fileName) {
        const bool plain = c >= u' ' && c < QChar(0x7f) && c != u'"' && c != u'\\' && c != u'%';
        ascii += plain ? char(c.unicode()) : '_';
    }
    return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + QUrl::toPercentEncoding(fileName);
}

/// Mail is foreign: whatever it says it is, a browser that opens it here must run nothing.
void distrust(net::Response &response)
{
    response.headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
}

Outcome raw(const Call &call, Context &context)
{
    const auto message = messageFor(call, context, call.segment(0));
    if (!message)
        return message.error();
    auto reader = context.mail.content(message->content);
    if (!reader)
        return reader.error();
    net::Response response;
    response.headers.append("Content-Type", "message/rfc822");
    response.headers.append("ETag", '"' + (*reader)->hash() + '"');
    response.headers.append("Content-Disposition", disposition(message->id + QStringLiteral(".eml")));
    distrust(response);
    const qint64 size = (*reader)->size();
    answerRanged(*call.request, sliceOf(*std::move(reader), 0, size), response);
    if (const auto begun = readAhead(response); !begun)
        return begun.error();
    return response;
}

Outcome structure(const Call &call, Context &context)
{
    const auto detail = detailFor(call, context, call.segment(0));
    if (!detail)
        return detail.error();
    const auto root = mime::deserialize(detail->structure);
    if (!root)
        return root.error();
    net::Response response = jsonAnswer(treeOf(*root));
    response.headers.append("ETag", "\"s" + detail->message.emailId.toLatin1() + '"');
    return response;
}

Outcome attachment(const Call &call, Context &context)
{
    const auto detail = detailFor(call, context, call.segment(0));
    if (!detail)
        return detail.error();
    const auto root = mime::deserialize(detail->structure);
    if (!root)
        return root.error();
    const auto parts = attachmentParts(*root);
    bool ok = false;
    const qsizetype n = call.segment(1).toLongLong(&ok);
    if (!ok || n < 1 || n > qsizetype(parts.size())) {
        return core::Error{core::Errc::NotFound,
            QCoreApplication::translate("rest", "the e-mail has no such attachment"), {},
            "attachment_not_found"};
    }
    auto reader = context.mail.content(detail->message.content);
    if (!reader)
        return reader.error();
    const mime::Part &part = *parts[size_t(n - 1)];
    net::Response response;
    QByteArray type = part.mimeType();
    if (part.type == "text" && !part.charset.isEmpty() && part.charset.size() < 64)
        type += "; charset=\"" + part.charset.toLatin1() + '"';
    response.headers.append("Content-Type", type);
    response.headers.append("Content-Disposition", disposition(part.fileName));
    response.headers.append("ETag", '"' + (*reader)->hash() + '-' + part.number + '"');
    distrust(response);
    answerRanged(*call.request, decodedBodyOf(*std::move(reader), part), response);
    if (const auto begun = readAhead(response); !begun)
        return begun.error();
    return response;
}

} // namespace

void addEmailContentRoutes(Router &router, Context &context)
{
    const auto get = [&](const QByteArray &rest, auto handler) {
        router.add({.method = net::Method::Get,
            .pattern = "/emails/{id}" + rest,
            .access = Access::OwnRead,
            .handler =
                Work{[&context, handler](const Call &call) { return handler(call, context); }},
            .alsoAt = {"/api/emails/{id}" + rest}});
    };
    get("/raw", raw);
    get("/structure", structure);
    get("/attachments/{n}", attachment);
}

} // namespace digidig::rest
