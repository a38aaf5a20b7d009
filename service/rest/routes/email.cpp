// SPDX-License-Identifier: GPL-3.0-or-later
#include "mime/part.h"
#include "mime/partdecoder.h"
#include "mime/text.h"
#include "rest/accountscope.h"
#include "rest/answercache.h"
#include "rest/emailjson.h"
#include "rest/messageparts.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

/// The most HTML that a detail carries, as bytes of the message; /attachments and /raw have all of
/// it.
constexpr qint64 MaxHtmlBytes = 4 * 1024 * 1024;

core::Result<QString> htmlOf(
    Context &context, const mail::MessageDetail &detail, const mime::Part &root)
{
    const mime::Part *part = detail.htmlPart.isEmpty() ? nullptr : root.find(detail.htmlPart);
    if (!part)
        return QString();
    auto reader = context.mail.content(detail.message.content);
    if (!reader)
        return reader.error();
    const auto bytes = (*reader)->read(part->bodyBegin, std::min(part->size(), MaxHtmlBytes));
    if (!bytes)
        return bytes.error();
    mime::PartDecoder decoder(part->encoding);
    QByteArray decoded = decoder.feed(*bytes);
    decoded += decoder.finish();
    return mime::decodeText(decoded, part->charset.toLatin1(), part);
}

/// Whether what failed was Storage, where the bytes are.
bool isAway(const core::Error &error)
{
    return error.slug == "storage_unavailable" || error.slug == "storage_timeout"
        || error.slug == "connection_limit" || error.errc == core::Errc::NotFound;
}

/// Only the whole e-mail is remembered; a choice of fields is made anew.
std::optional<net::Response> recall(const Call &call, Context &context)
{
    if (call.request->queryValue(u"fields"))
        return std::nullopt;
    return context.answers.find(call.segment(0), confinedTo(call));
}

Outcome detail(const Call &call, Context &context)
{
    const quint64 epoch = context.answers.epoch();
    const auto found = detailFor(call, context, call.segment(0));
    if (!found)
        return found.error();
    const auto root = mime::deserialize(found->structure);
    if (!root)
        return root.error();
    auto html = htmlOf(context, *found, *root);
    // What is with Storage alone must not keep the rest from being read while that is away.
    const bool away = !html && isAway(html.error());
    if (!html && !away)
        return html.error();

    api::EmailDetail result;
    result.email = toApi(found->message);
    result.headers = found->headers;
    if (!away)
        result.html = *std::move(html);
    result.messageId = found->messageId;
    result.dateMs = found->dateMs;
    result.attachments = attachmentsOf(found->message.id, *root);
    const QStringList fields = listed(call.text(u"fields"));
    net::Response response = jsonAnswer(api::selected(result.toJson(), fields));
    response.headers.append("ETag", etagOf(found->message));
    if (fields.isEmpty() && !away && found->message.id == call.segment(0))
        context.answers.keep(call.segment(0), found->message.account, response, epoch);
    return response;
}

core::Result<mail::MessageChange> changeOf(const Call &call, Context &context)
{
    const auto object = call.json();
    if (!object)
        return object.error();
    mail::MessageChange change;
    change.onlyAccount = confinedTo(call);
    if (const QJsonValue mailbox = object->value(QStringLiteral("mailbox"));
        !mailbox.isUndefined()) {
        if (!mailbox.isString() || mailbox.toString().isEmpty()) {
            return invalidField(QStringLiteral("mailbox"),
                QCoreApplication::translate("rest", "must be the name of a mailbox"));
        }
        change.mailbox = mailbox.toString();
    }
    if (const QJsonValue flags = object->value(QStringLiteral("flags")); !flags.isUndefined()) {
        const auto parsed = flagChangeFrom(flags);
        if (!parsed)
            return parsed.error();
        change.flags = *parsed;
    }
    if (change.flags.isEmpty() && !change.mailbox) {
        return invalidField(QStringLiteral("flags"),
            QCoreApplication::translate(
                "rest", "there is nothing to change: give flags or mailbox"));
    }
    const auto state = demandedState(call, context);
    if (!state)
        return state.error();
    change.ifModSeq = *state;
    auto id = emailId(call, context, call.segment(0));
    if (!id)
        return std::move(id).error();
    change.id = *std::move(id);
    return change;
}

void patch(const Call &call, Context &context, const Answer &answer)
{
    auto change = changeOf(call, context);
    if (!change)
        return answer(std::move(change).error());
    context.mail.change(*std::move(change), [answer](core::Result<mail::Message> outcome) {
        if (!outcome)
            return answer(std::move(outcome).error());
        net::Response response = jsonAnswer(toApi(*outcome).toJson());
        response.headers.append("ETag", etagOf(*outcome));
        answer(std::move(response));
    });
}

void remove(const Call &call, Context &context, const Answer &answer)
{
    const auto permanent = call.boolean(u"permanent");
    if (!permanent)
        return answer(permanent.error());
    const auto state = demandedState(call, context);
    if (!state)
        return answer(state.error());
    const auto named = emailId(call, context, call.segment(0));
    if (!named)
        return answer(named.error());
    const mail::MessageRemoval removal{
        *named, permanent->value_or(false), *state, confinedTo(call)};
    context.mail.remove(removal, [answer, id = removal.id](core::Result<mail::Removed> outcome) {
        if (!outcome)
            return answer(std::move(outcome).error());
        QJsonObject object{{QStringLiteral("status"), QStringLiteral("deleted")},
            {QStringLiteral("id"), id}, {QStringLiteral("permanent"), outcome->permanent}};
        if (!outcome->permanent)
            object.insert(QStringLiteral("mailbox"), outcome->mailbox);
        answer(jsonAnswer(object));
    });
}

} // namespace

void addEmailRoutes(Router &router, Context &context)
{
    const QByteArray pattern = "/emails/{id}";
    const QByteArrayList alsoAt{"/api/emails/{id}"};
    router.add({.method = net::Method::Get,
        .pattern = pattern,
        .access = Access::OwnRead,
        .handler = Remembered{[&context](const Call &call) { return recall(call, context); },
            [&context](const Call &call) { return detail(call, context); }},
        .alsoAt = alsoAt});
    router.add({.method = net::Method::Patch,
        .pattern = pattern,
        .access = Access::OwnWrite,
        .handler = later(context, patch),
        .contentTypes = {"application/json", "application/merge-patch+json"},
        .alsoAt = alsoAt});
    router.add({.method = net::Method::Delete,
        .pattern = pattern,
        .access = Access::OwnWrite,
        .handler = later(context, remove),
        .alsoAt = alsoAt});
}

} // namespace digidig::rest
