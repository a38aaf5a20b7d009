// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/webhooks.h"
#include "api/time.h"
#include "core/text.h"
#include "rest/etag.h"
#include "rest/listanswer.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QUrl>

#include <memory>
#include <mutex>

#include <sodium.h>

namespace digidig::rest {

namespace {

constexpr qsizetype LongestUrl = 2000;
constexpr qsizetype LeastSecret = 16;
constexpr qsizetype LongestSecret = 200;
constexpr int SecretBytes = 32;

/// As settings show secrets.
QString mask()
{
    return QStringLiteral("********");
}

QString stateOf(const Webhooks::Shown &shown)
{
    if (!shown.hook.enabled)
        return QStringLiteral("disabled");
    if (shown.state.pending >= Webhooks::MaxPending)
        return QStringLiteral("full");
    if (shown.state.attempts > 0)
        return QStringLiteral("retrying");
    return shown.state.pending > 0 ? QStringLiteral("delivering") : QStringLiteral("idle");
}

QJsonObject toJson(const Webhooks::Shown &shown)
{
    const auto &[hook, state] = shown;
    return {{QStringLiteral("id"), hook.id}, {QStringLiteral("url"), hook.url},
        {QStringLiteral("types"), QJsonArray::fromStringList(hook.types)},
        {QStringLiteral("secret"), mask()}, {QStringLiteral("enabled"), hook.enabled},
        {QStringLiteral("created_at"), core::rfc3339(hook.createdMs)},
        {QStringLiteral("state"), stateOf(shown)}, {QStringLiteral("pending"), state.pending},
        {QStringLiteral("delivered"), state.delivered}, {QStringLiteral("failed"), state.failed},
        {QStringLiteral("dropped"), state.dropped}, {QStringLiteral("attempts"), state.attempts},
        {QStringLiteral("last_status"),
            state.lastStatus > 0 ? QJsonValue(state.lastStatus) : QJsonValue(QJsonValue::Null)},
        {QStringLiteral("last_error"),
            state.lastError.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(state.lastError)},
        {QStringLiteral("last_attempt_at"), api::timeOrNull(state.lastAttemptMs)},
        {QStringLiteral("next_attempt_at"), api::timeOrNull(state.nextAttemptMs)}};
}

QByteArray stateOf(const Webhook &hook)
{
    return rest::stateOf({{QStringLiteral("url"), hook.url},
        {QStringLiteral("types"), QJsonArray::fromStringList(hook.types)},
        {QStringLiteral("secret"), QString::fromUtf8(hook.secret)},
        {QStringLiteral("enabled"), hook.enabled}});
}

net::Response answerOf(const Webhooks::Shown &shown)
{
    net::Response response = jsonAnswer(toJson(shown));
    tag(response, stateOf(shown.hook));
    return response;
}

core::Error notFound()
{
    return {core::Errc::NotFound, QCoreApplication::translate("rest", "there is no such webhook"), {},
        "webhook_not_found"};
}

QByteArray newSecret()
{
    QByteArray bytes(SecretBytes, '\0');
    ::randombytes_buf(bytes.data(), size_t(bytes.size()));
    return bytes.toHex();
}

core::Result<void> readUrl(const QJsonValue &value, Webhook &hook)
{
    const QString text = value.toString();
    const QUrl url(text, QUrl::StrictMode);
    const bool good = url.isValid() && (url.scheme() == u"http" || url.scheme() == u"https")
        && !url.host().isEmpty() && url.userInfo().isEmpty() && text.size() <= LongestUrl;
    if (!good) {
        return invalidField(QStringLiteral("url"),
            QCoreApplication::translate("rest", "must be an http or https URL without credentials"));
    }
    hook.url = text;
    return {};
}

core::Result<void> readTypes(const QJsonValue &value, Webhook &hook)
{
    QStringList types;
    for (const QJsonValue &item : value.toArray()) {
        const QString type = item.toString();
        if (!eventKind(type.section(u'.', 0, 0)) || type.size() > 60 || type.endsWith(u'.')) {
            return invalidField(QStringLiteral("types"),
                QCoreApplication::translate("rest", "there are no events called %1").arg(type.left(50)));
        }
        types += type;
    }
    types.removeDuplicates();
    if (types.isEmpty() || types.size() > 50) {
        return invalidField(QStringLiteral("types"),
            QCoreApplication::translate("rest", "must be a list of events such as mail or mail.delivered"));
    }
    hook.types = types;
    return {};
}

core::Result<void> readSecret(const QJsonValue &value, Webhook &hook)
{
    const QByteArray secret = value.toString().toUtf8();
    if (secret == mask().toUtf8() && !hook.secret.isEmpty())
        return {}; // What was shown is given back.
    if (secret.size() < LeastSecret || secret.size() > LongestSecret) {
        return invalidField(QStringLiteral("secret"),
            QCoreApplication::translate("rest", "must have 16 to 200 characters"));
    }
    hook.secret = secret;
    return {};
}

/// Takes over the members that @p object has.
core::Result<void> read(const QJsonObject &object, Webhook &hook)
{
    struct Member {
        const char *name;
        core::Result<void> (*read)(const QJsonValue &, Webhook &);
    };
    for (const Member &member : {Member{"url", readUrl}, Member{"types", readTypes}, Member{"secret", readSecret}}) {
        const QJsonValue value = object.value(QLatin1String(member.name));
        if (value.isUndefined())
            continue;
        if (auto taken = member.read(value, hook); !taken)
            return taken;
    }
    const QJsonValue enabled = object.value(QStringLiteral("enabled"));
    if (!enabled.isUndefined() && !enabled.isBool()) {
        return invalidField(QStringLiteral("enabled"),
            QCoreApplication::translate("rest", "must be true or false"));
    }
    hook.enabled = enabled.toBool(hook.enabled);
    return {};
}

Outcome list(const Call &call, const Context &context)
{
    QJsonArray hooks;
    for (const Webhooks::Shown &shown : context.webhooks.list())
        hooks.append(toJson(shown));
    return listAnswer(call, QStringLiteral("webhooks"), hooks, byText(QStringLiteral("id")));
}

Outcome create(const Call &call, Context &context)
{
    const auto object = call.json();
    if (!object)
        return object.error();
    Webhook hook;
    hook.id = core::newUuid();
    hook.createdMs = core::nowMs();
    hook.secret = newSecret();
    if (auto ok = readUrl(object->value(QStringLiteral("url")), hook); !ok)
        return ok.error();
    if (auto ok = readTypes(object->value(QStringLiteral("types")), hook); !ok)
        return ok.error();
    if (auto ok = read(*object, hook); !ok)
        return ok.error();
    if (auto kept = context.webhooks.put(hook); !kept)
        return kept.error();
    QJsonObject answer = toJson({hook, {}});
    answer.insert(QStringLiteral("secret"), QString::fromUtf8(hook.secret)); // Shown this once.
    net::Response response = jsonAnswer(answer, 201);
    tag(response, stateOf(hook));
    response.headers.append("Location", "/api/webhooks/" + hook.id.toLatin1());
    response.headers.append("Cache-Control", "no-store");
    return response;
}

/// @p turn is held from looking to keeping.
Outcome change(const Call &call, Context &context, std::mutex &turn)
{
    const auto object = call.json();
    if (!object)
        return object.error();
    const std::lock_guard held(turn);
    auto shown = context.webhooks.find(call.segment(0));
    if (!shown)
        return notFound();
    if (const auto as = demand(call, stateOf(shown->hook)); !as)
        return as.error();
    if (auto ok = read(*object, shown->hook); !ok)
        return ok.error();
    if (auto kept = context.webhooks.put(shown->hook); !kept)
        return kept.error();
    return answerOf(context.webhooks.find(call.segment(0)).value_or(*shown));
}

Outcome remove(const Call &call, Context &context, std::mutex &turn)
{
    const std::lock_guard held(turn);
    const auto shown = context.webhooks.find(call.segment(0));
    if (!shown)
        return notFound();
    if (const auto as = demand(call, stateOf(shown->hook)); !as)
        return as.error();
    if (const auto removed = context.webhooks.remove(call.segment(0)); !removed)
        return removed.error();
    return jsonAnswer({{QStringLiteral("status"), QStringLiteral("removed")},
        {QStringLiteral("id"), call.segment(0)}});
}

} // namespace

void addWebhookRoutes(Router &router, Context &context)
{
    const auto turn = std::make_shared<std::mutex>();
    router.add({.method = net::Method::Get,
        .pattern = "/api/webhooks",
        .access = Access::Admin,
        .handler = Quick([&context](const Call &call) { return list(call, context); }),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Post,
        .pattern = "/api/webhooks",
        .access = Access::Admin,
        .handler = Work{[&context](const Call &call) { return create(call, context); }},
        .whenDisabled = WhenDisabled::Served,
        .contentTypes = {"application/json"}});

    router.add({.method = net::Method::Get,
        .pattern = "/api/webhooks/{id}",
        .access = Access::Admin,
        .handler = Quick([&context](const Call &call) -> Outcome {
            const auto shown = context.webhooks.find(call.segment(0));
            if (!shown)
                return notFound();
            return answerOf(*shown);
        }),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Patch,
        .pattern = "/api/webhooks/{id}",
        .access = Access::Admin,
        .handler = Work{[&context, turn](const Call &call) { return change(call, context, *turn); }},
        .whenDisabled = WhenDisabled::Served,
        .contentTypes = {"application/json"}});

    router.add({.method = net::Method::Delete,
        .pattern = "/api/webhooks/{id}",
        .access = Access::Admin,
        .handler = Work{[&context, turn](const Call &call) { return remove(call, context, *turn); }},
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
