// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/tokens.h"
#include "api/token.h"
#include "core/clock.h"
#include "rest/accountscope.h"
#include "rest/etag.h"
#include "rest/listanswer.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

api::Token toApi(const auth::Token &token)
{
    api::Token result;
    result.id = token.id;
    result.name = token.name;
    result.scope = token.role == auth::Role::Admin ? QStringLiteral("admin")
        : token.role == auth::Role::Reader         ? QStringLiteral("read")
                                                   : QStringLiteral("account");
    result.account = token.address;
    result.createdBy = token.madeBy;
    result.createdMs = token.createdMs;
    result.expiresMs = token.expiresMs;
    result.expired = token.expiresMs && *token.expiresMs <= core::nowMs();
    result.lastUsedMs = token.lastUsedMs;
    return result;
}

/// A token keeps the settings that it was made with.
QByteArray stateOf(const auth::Token &token)
{
    return rest::stateOf({{QStringLiteral("id"), token.id}});
}

core::Error notFound()
{
    return {core::Errc::NotFound, QCoreApplication::translate("rest", "there is no such token"), {},
        "token_not_found"};
}

Outcome get(const Call &call, const Context &context)
{
    const auto token = context.tokens.find(call.segment(0));
    if (!token)
        return notFound();
    net::Response response = jsonAnswer(toApi(*token).toJson());
    tag(response, stateOf(*token));
    return response;
}

Outcome revoke(const Call &call, Context &context)
{
    const auto token = context.tokens.find(call.segment(0));
    if (!token)
        return notFound();
    if (const auto as = demand(call, stateOf(*token)); !as)
        return as.error();
    if (const auto revoked = context.tokens.revoke(call.segment(0)); !revoked)
        return revoked.error();
    return jsonAnswer({{QStringLiteral("status"), QStringLiteral("revoked")},
        {QStringLiteral("id"), call.segment(0)}});
}

core::Result<auth::Role> scopeOf(const QJsonObject &object)
{
    const QString scope = object.value(QStringLiteral("scope")).toString();
    if (scope == u"admin")
        return auth::Role::Admin;
    if (scope == u"read")
        return auth::Role::Reader;
    if (scope == u"account")
        return auth::Role::Account;
    return invalidField(QStringLiteral("scope"),
        QCoreApplication::translate("rest", "must be admin, read or account"));
}

core::Result<void> readAccount(
    const Call &call, Context &context, const QJsonObject &object, auth::Token &token)
{
    const QJsonValue wanted = object.value(QStringLiteral("account"));
    const bool given = !wanted.isUndefined() && !wanted.isNull();
    if (given != (token.role == auth::Role::Account) || (given && !wanted.isString())) {
        return invalidField(QStringLiteral("account"),
            QCoreApplication::translate(
                "rest", "names the account of the scope account, and of no other"));
    }
    if (!given)
        return {};
    const auto account = accountNamed(call, context, wanted.toString());
    if (!account)
        return account.error();
    token.account = account->id;
    token.accountPublicId = account->publicId;
    token.address = account->address;
    return {};
}

core::Result<void> readExpiry(const QJsonObject &object, auth::Token &token)
{
    const QJsonValue end = object.value(QStringLiteral("expires_at"));
    if (end.isUndefined() || end.isNull())
        return {};
    qint64 ms = 0;
    if (!core::parseRfc3339(end.toString(), &ms)) {
        return invalidField(QStringLiteral("expires_at"),
            QCoreApplication::translate("rest", "must be a time such as 2025-10-23T10:30:00Z"));
    }
    token.expiresMs = ms;
    return {};
}

Outcome list(const Call &call, Context &context)
{
    QJsonArray tokens;
    for (const auth::Token &token : context.tokens.list())
        tokens.append(toApi(token).toJson());
    return listAnswer(call, QStringLiteral("tokens"), tokens, byText(QStringLiteral("id")));
}

Outcome create(const Call &call, Context &context)
{
    const auto object = call.json();
    if (!object)
        return object.error();
    const auto scope = scopeOf(*object);
    if (!scope)
        return scope.error();
    auth::Token token;
    token.name = object->value(QStringLiteral("name")).toString();
    token.role = *scope;
    token.madeBy = call.principal.name;
    if (const auto ok = readAccount(call, context, *object, token); !ok)
        return ok.error();
    if (const auto ok = readExpiry(*object, token); !ok)
        return ok.error();
    const auto made = context.tokens.create(std::move(token));
    if (!made)
        return made.error();
    api::Token answer = toApi(made->token);
    answer.secret = QString::fromLatin1(made->secret);
    net::Response response = jsonAnswer(answer.toJson(), 201);
    response.headers.append("Location", "/api/tokens/" + made->token.id.toLatin1());
    response.headers.append("Cache-Control", "no-store");
    return response;
}

} // namespace

void addTokenRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/tokens",
        .access = Access::Admin,
        .handler = onWorker(context, list),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Post,
        .pattern = "/api/tokens",
        .access = Access::Admin,
        .handler = onWorker(context, create),
        .whenDisabled = WhenDisabled::Served,
        .contentTypes = {"application/json"}});

    router.add({.method = net::Method::Get,
        .pattern = "/api/tokens/{id}",
        .access = Access::Admin,
        .handler = Quick([&context](const Call &call) { return get(call, context); }),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Delete,
        .pattern = "/api/tokens/{id}",
        .access = Access::Admin,
        .handler = onWorker(context, revoke),
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
