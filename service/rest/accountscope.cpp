// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/accountscope.h"

#include "mail/address.h"

#include <QtCore/QCoreApplication>

namespace digidig::rest {

namespace {

bool isHidden(const Call &call, const mail::Message &message)
{
    const auto only = confinedTo(call);
    return only && message.account != *only;
}

core::Error noSuchEmail()
{
    return {core::Errc::NotFound, QCoreApplication::translate("rest", "no such e-mail"), {},
        "email_not_found"};
}

} // namespace

std::optional<core::AccountId> confinedTo(const Call &call)
{
    if (call.principal.role == auth::Role::Account)
        return call.principal.account;
    return std::nullopt;
}

core::Result<mail::Account> accountNamed(
    const Call &call, Context &context, const QString &addressOrId)
{
    auto account =
        context.accounts.account(mail::normalizeAddress(addressOrId).value_or(addressOrId));
    const auto only = confinedTo(call);
    if (only && (!account || account->id != *only)) {
        return core::Error{core::Errc::Forbidden,
            QCoreApplication::translate("rest", "this token is for another account"), {}, {}};
    }
    return account;
}

core::Result<QString> emailId(const Call &call, Context &context, const QString &id)
{
    if (!context.storage)
        return id;
    const auto message = context.mail.message(id);
    if (message ? !isHidden(call, *message) : message.error().errc != core::Errc::NotFound)
        return id;
    // Somebody else's is looked for like one that nobody has, or the answer would tell which it is.
    auto brought = context.storage->bring(id, confinedTo(call));
    if (!brought && brought.error().errc == core::Errc::NotFound)
        return noSuchEmail();
    return brought;
}

core::Result<mail::Message> messageFor(const Call &call, Context &context, const QString &id)
{
    const auto own = emailId(call, context, id);
    if (!own)
        return own.error();
    auto message = context.mail.message(*own);
    if (message && isHidden(call, *message))
        return noSuchEmail();
    return message;
}

core::Result<mail::MessageDetail> detailFor(const Call &call, Context &context, const QString &id)
{
    const auto own = emailId(call, context, id);
    if (!own)
        return own.error();
    auto detail = context.mail.detail(*own);
    if (detail && isHidden(call, detail->message))
        return noSuchEmail();
    return detail;
}

} // namespace digidig::rest
