// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/accountscope.h"
#include "rest/incoming.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

constexpr qsizetype MaxIdempotencyKey = 256;

net::Response stored(const mail::Appended &appended)
{
    QJsonArray ids;
    for (const mail::Appended::One &one : appended.messages)
        ids.append(one.id);
    const QString first = appended.messages.front().id;
    net::Response response = jsonAnswer({{QStringLiteral("status"), QStringLiteral("stored")},
                                            {QStringLiteral("id"), first},
                                            {QStringLiteral("email_id"), first},
                                            {QStringLiteral("ids"), ids}},
        201);
    response.headers.append("Location", "/emails/" + first.toLatin1());
    if (appended.replayed)
        response.headers.append("Idempotency-Replayed", "true");
    return response;
}

/// Forbidden when the call is confined to an account and names another recipient.
core::Result<void> onlyToItself(const Call &call, Context &context, const mail::Incoming &incoming)
{
    if (!confinedTo(call))
        return {};
    for (const QString &recipient : incoming.recipients) {
        if (const auto account = accountNamed(call, context, recipient); !account)
            return account.error();
    }
    return {};
}

void deliver(const std::shared_ptr<const Call> &call, Context &context, const Answer &answer)
{
    auto incoming = incomingFrom(*call);
    if (!incoming)
        return answer(std::move(incoming).error());
    if (const auto own = onlyToItself(*call, context, *incoming); !own)
        return answer(own.error());
    incoming->idempotencyKey = call->request->headers.value("Idempotency-Key");
    if (incoming->idempotencyKey.size() > MaxIdempotencyKey) {
        return answer(invalidField(QStringLiteral("Idempotency-Key"),
            QCoreApplication::translate("rest", "is too long")));
    }
    if (!incoming->idempotencyKey.isEmpty()) {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        if (const auto only = confinedTo(*call)) // Its keys are its own.
            incoming->idempotencyKey.prepend(QByteArray::number(only->value) + ':');
        hash.addData(call->request->content());
        for (const auto &[name, value] : call->request->query)
            hash.addData((name + u'=' + value + u'&').toUtf8());
        incoming->fingerprint = hash.result().toHex();
    }
    context.delivery.deliver(*std::move(incoming), [answer](core::Result<mail::Appended> outcome) {
        if (!outcome)
            return answer(std::move(outcome).error());
        answer(stored(*outcome));
    });
}

} // namespace

void addDeliveryRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Post,
        .pattern = "/emails",
        .access = Access::OwnWrite,
        .handler = Async{[&context](const std::shared_ptr<const Call> &call, const Answer &answer) {
            deliver(call, context, answer);
        }},
        .contentTypes = {"application/json", "message/rfc822"},
        .alsoAt = {"/api/emails"}});
}

} // namespace digidig::rest
