// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/call.h"
#include "rest/context.h"

namespace digidig::rest {

/// The account that the call may not look beyond; nothing for administrators and readers.
[[nodiscard]] std::optional<core::AccountId> confinedTo(const Call &call);

/// The account called @p addressOrId, as paths and parameters name it. NotFound (`account_not_found`) when there is
/// none; Forbidden when the call is confined to another, whether or not it exists. Blocks on the disk.
[[nodiscard]] core::Result<mail::Account> accountNamed(
    const Call &call, Context &context, const QString &addressOrId);

/// Our own id of the e-mail called @p id, by that or by Storage's, from where it is read when it is
/// not here yet. Blocks on the disk, and on Storage.
[[nodiscard]] core::Result<QString> emailId(
    const Call &call, Context &context, const QString &id);
/// One message, called as for emailId(); another account's than the call is confined to is NotFound, like what is not there.
/// Blocks on the disk.
[[nodiscard]] core::Result<mail::Message> messageFor(
    const Call &call, Context &context, const QString &id);
/// The same with what a reader needs.
[[nodiscard]] core::Result<mail::MessageDetail> detailFor(
    const Call &call, Context &context, const QString &id);

} // namespace digidig::rest
