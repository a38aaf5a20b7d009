// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/deletedemail.h"
#include "rest/accountscope.h"
#include "rest/listanswer.h"
#include "rest/members.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

constexpr qint64 MsPerDay = 86'400'000;
/// The most e-mails that one request brings back.
constexpr qsizetype MaxIds = 1000;

QJsonObject toJson(const mail::DeletedMessage &message, qint64 keptMs)
{
    api::DeletedEmail result;
    result.id = message.id;
    result.sender = message.sender;
    result.recipient = message.recipient;
    result.subject = message.subject;
    result.mailboxName = message.mailboxName;
    result.size = message.size;
    result.receivedMs = message.receivedMs;
    result.deletedMs = message.deletedMs;
    result.expiresMs = message.deletedMs + keptMs;
    return result.toJson();
}

Outcome list(const Call &call, Context &context)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    const auto limit = limitOf(call);
    if (!limit)
        return limit.error();
    const auto listing =
        context.mail.deleted(account->id, {*limit, call.text(u"cursor").toLatin1()});
    if (!listing)
        return listing.error();
    const qint64 keptMs = context.config.get(config::keys::undeleteDays) * MsPerDay;
    QJsonArray deleted;
    for (const mail::DeletedMessage &message : listing->messages)
        deleted.append(toJson(message, keptMs));
    return jsonAnswer(listObject(call, QStringLiteral("deleted"),
        {deleted, listing->total, QString::fromLatin1(listing->next)}));
}

void restore(const Call &call, Context &context, const Answer &answer)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return answer(account.error());
    const auto object = call.json();
    if (!object)
        return answer(object.error());
    Members members(*object);
    const QString field = QStringLiteral("ids");
    mail::Restoration restoration;
    restoration.account = account->id;
    restoration.ids = members.texts(field, MaxIds).value_or(QStringList());
    restoration.mailbox = members.text(QStringLiteral("mailbox"));
    if (restoration.ids.isEmpty())
        members.fail(invalidField(field, QCoreApplication::translate("rest", "is missing")));
    if (members.error())
        return answer(*members.error());
    context.mail.restore(
        std::move(restoration), [answer](core::Result<std::vector<mail::Restored>> outcome) {
            if (!outcome)
                return answer(std::move(outcome).error());
            QJsonArray restored;
            for (const mail::Restored &one : *outcome) {
                restored.append(QJsonObject{{QStringLiteral("id"), one.id},
                    {QStringLiteral("mailbox"), one.mailboxName},
                    {QStringLiteral("uid"), qint64(one.uid.value)}});
            }
            answer(jsonAnswer({{QStringLiteral("status"), QStringLiteral("restored")},
                {QStringLiteral("restored"), restored},
                {QStringLiteral("count"), restored.size()}}));
        });
}

} // namespace

void addDeletedRoutes(Router &router, Context &context)
{
    const QByteArray pattern = "/api/accounts/{account}/deleted";
    router.add({.method = net::Method::Get,
        .pattern = pattern,
        .access = Access::OwnRead,
        .handler = onWorker(context, list)});
    router.add({.method = net::Method::Post,
        .pattern = pattern,
        .access = Access::OwnWrite,
        .handler = later(context, restore),
        .contentTypes = {"application/json"}});
}

} // namespace digidig::rest
