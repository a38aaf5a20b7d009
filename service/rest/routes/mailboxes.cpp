// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/mailbox.h"
#include "rest/accountscope.h"
#include "rest/etag.h"
#include "rest/listanswer.h"
#include "rest/members.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

#include <limits>

namespace digidig::rest {

namespace {

QJsonObject toJson(const mail::Mailbox &box)
{
    api::Mailbox result;
    result.id = box.publicId;
    result.name = box.name;
    result.parent = box.parentId;
    result.children = box.children;
    result.specialUse = box.specialUse;
    result.subscribed = box.subscribed;
    result.messages = box.messages;
    result.unseen = box.unseen;
    result.bytes = box.bytes;
    result.uidValidity = box.uidValidity;
    result.uidNext = box.uidNext.value;
    result.highestModSeq = box.highestModSeq.value;
    return result.toJson();
}

net::Response answerOf(const mail::Mailbox &box, int status = 200)
{
    net::Response response = jsonAnswer(toJson(box), status);
    tag(response, box.state);
    return response;
}

Outcome list(const Call &call, Context &context)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    const auto all = context.mail.mailboxes(account->id);
    if (!all)
        return all.error();
    QJsonArray mailboxes;
    for (const mail::Mailbox &box : *all)
        mailboxes.append(toJson(box));
    // A tree, which nobody wants in pieces unless he says so.
    ListOrder order = byText(QStringLiteral("name"));
    order.limit = std::numeric_limits<int>::max();
    return listAnswer(call, QStringLiteral("mailboxes"), mailboxes, order);
}

Outcome get(const Call &call, Context &context)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return account.error();
    const auto box = context.mail.mailbox(account->id, call.segment(1));
    if (!box)
        return box.error();
    return answerOf(*box);
}

core::Result<std::optional<QByteArray>> demandedOf(
    const Call &call, const Context &context, const mail::Account &account)
{
    return demanded(call, [&]() -> core::Result<QByteArray> {
        const auto box = context.mail.mailbox(account.id, call.segment(1));
        return box ? core::Result<QByteArray>(box->state) : box.error();
    });
}

/// A special use: a text, or null for none.
std::optional<QString> specialUseOf(Members &members)
{
    const QString name = QStringLiteral("special_use");
    return members.isNull(name) ? std::optional(QString()) : members.text(name);
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
    const QString field = QStringLiteral("name");
    const QString name = members.text(field).value_or(QString());
    const QString specialUse = specialUseOf(members).value_or(QString());
    if (name.isEmpty())
        members.fail(invalidField(field, QCoreApplication::translate("rest", "is missing")));
    if (members.error())
        return answer(*members.error());
    context.mail.createMailbox(account->id, name, specialUse,
        [answer, account = account->publicId](core::Result<mail::Mailbox> outcome) {
            if (!outcome)
                return answer(std::move(outcome).error());
            net::Response response = answerOf(*outcome, 201);
            response.headers.append("Location",
                "/api/accounts/" + account.toLatin1() + "/mailboxes/"
                    + outcome->publicId.toLatin1());
            answer(std::move(response));
        });
}

void patch(const Call &call, Context &context, const Answer &answer)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return answer(account.error());
    const auto object = call.json();
    if (!object)
        return answer(object.error());
    Members members(*object);
    mail::MailboxChange change{.account = account->id, .id = call.segment(1)};
    change.name = members.text(QStringLiteral("name"));
    change.specialUse = specialUseOf(members);
    change.subscribed = members.boolean(QStringLiteral("subscribed"));
    if (members.error())
        return answer(*members.error());
    const auto state = demandedOf(call, context, *account);
    if (!state)
        return answer(state.error());
    change.ifState = *state;
    context.mail.changeMailbox(std::move(change), [answer](core::Result<mail::Mailbox> outcome) {
        if (!outcome)
            return answer(std::move(outcome).error());
        answer(answerOf(*outcome));
    });
}

void remove(const Call &call, Context &context, const Answer &answer)
{
    const auto account = accountNamed(call, context, call.segment(0));
    if (!account)
        return answer(account.error());
    const auto recursive = call.boolean(u"recursive");
    if (!recursive)
        return answer(recursive.error());
    const auto state = demandedOf(call, context, *account);
    if (!state)
        return answer(state.error());
    const QString id = call.segment(1);
    context.mail.removeMailbox({account->id, id, recursive->value_or(false), *state},
        [answer, id](core::Result<mail::MailboxesRemoved> outcome) {
            if (!outcome)
                return answer(std::move(outcome).error());
            answer(jsonAnswer(
                {{QStringLiteral("status"), QStringLiteral("deleted")}, {QStringLiteral("id"), id},
                    {QStringLiteral("mailboxes_deleted"), outcome->mailboxes},
                    {QStringLiteral("messages_deleted"), outcome->messages}}));
        });
}

} // namespace

void addMailboxRoutes(Router &router, Context &context)
{
    const QByteArray all = "/api/accounts/{account}/mailboxes";
    const QByteArray one = all + "/{id}";
    router.add({.method = net::Method::Get,
        .pattern = all,
        .access = Access::OwnRead,
        .handler = onWorker(context, list)});
    router.add({.method = net::Method::Post,
        .pattern = all,
        .access = Access::OwnWrite,
        .handler = later(context, create),
        .contentTypes = {"application/json"}});
    router.add({.method = net::Method::Get,
        .pattern = one,
        .access = Access::OwnRead,
        .handler = onWorker(context, get)});
    router.add({.method = net::Method::Patch,
        .pattern = one,
        .access = Access::OwnWrite,
        .handler = later(context, patch),
        .contentTypes = {"application/json", "application/merge-patch+json"}});
    router.add({.method = net::Method::Delete,
        .pattern = one,
        .access = Access::OwnWrite,
        .handler = later(context, remove),
        .bounded = false});
}

} // namespace digidig::rest
