// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/apppassword.h"
#include "auth/credentials.h"
#include "rest/accountscope.h"
#include "rest/listanswer.h"
#include "rest/members.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

constexpr qsizetype LongestName = 100;

api::AppPassword toApi(const mail::AppPassword &password)
{
    return {password.id, password.name, password.createdMs, password.lastUsedMs, {}, {}};
}

Outcome list(const Call &call, Context &context)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    const auto all = context.accounts.appPasswords(account->id);
    if (!all)
        return all.error();
    QJsonArray passwords;
    for (const mail::AppPassword &password : *all)
        passwords.append(toApi(password).toJson());
    return listAnswer(call, QStringLiteral("app_passwords"), passwords,
        {[](const QJsonObject &row) {
            return (row.value(QStringLiteral("created_at")).toString() + u' '
                + row.value(QStringLiteral("id")).toString())
                .toUtf8();
        }});
}

void create(const Call &call, Context &context, const Answer &answer)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return answer(account.error());
    const auto object = call.json();
    if (!object)
        return answer(object.error());
    Members members(*object);
    const QString name = members.requiredText(QStringLiteral("name"), LongestName);
    if (members.error())
        return answer(*members.error());
    const auto made = auth::makeAppPassword();
    if (!made)
        return answer(made.error());
    const QString scramUser = account->address + u'/' + made->selector;
    context.accounts.addAppPassword(
        {account->id, name, made->selector, made->hash, made->scram.toText()},
        [answer, scramUser, password = made->password](core::Result<mail::AppPassword> outcome) {
            if (!outcome)
                return answer(std::move(outcome).error());
            api::AppPassword result = toApi(*outcome);
            result.password = QString::fromLatin1(password);
            result.scramUser = scramUser;
            net::Response response = jsonAnswer(result.toJson(), 201);
            response.headers.append("Cache-Control", "no-store");
            answer(std::move(response));
        });
}

void remove(const Call &call, Context &context, const Answer &answer)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return answer(account.error());
    const QString id = call.segment(1);
    context.accounts.removeAppPassword(
        account->id, id, [answer, id](const core::Result<void> &outcome) {
            if (!outcome)
                return answer(outcome.error());
            answer(jsonAnswer({{QStringLiteral("status"), QStringLiteral("deleted")},
                {QStringLiteral("id"), id}}));
        });
}

} // namespace

void addAppPasswordRoutes(Router &router, Context &context)
{
    const QByteArray all = "/api/accounts/{account}/app-passwords";
    router.add({.method = net::Method::Get,
        .pattern = all,
        .access = Access::OwnRead,
        .handler = onWorker(context, list)});
    router.add({.method = net::Method::Post,
        .pattern = all,
        .access = Access::OwnWrite,
        .handler = later(context, create),
        .contentTypes = {"application/json"}});
    router.add({.method = net::Method::Delete,
        .pattern = all + "/{id}",
        .access = Access::OwnWrite,
        .handler = later(context, remove)});
}

} // namespace digidig::rest
