// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/accountscope.h"

#include "mail/address.h"

#include <QtCore/QCoreApplication>

namespace digidig::rest {

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

} // namespace digidig::rest
