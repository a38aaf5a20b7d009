// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/call.h"
#include "rest/context.h"

namespace digidig::rest {

/// Where the conditions of a filter come from: the items of a query, or the members of a JSON
/// object.
using Conditions = std::function<std::optional<QString>(const QString &name)>;

[[nodiscard]] Conditions conditionsOf(const Call &call);
/// Booleans and numbers count as their text.
[[nodiscard]] Conditions conditionsOf(const QJsonObject &object);

/// The names of all conditions.
[[nodiscard]] const QStringList &conditionNames();
/// The e-mails that @p conditions name, in whatever account; times like `7d` count back from
/// @p nowMs. Invalid names the condition that is wrong.
[[nodiscard]] core::Result<mail::Filter> filterOf(const Conditions &conditions, qint64 nowMs);
/// The e-mails that @p conditions name, confined to what @p call may see. Invalid names the
/// condition that is wrong; NotFound and Forbidden as accountNamed(). Blocks on the disk.
[[nodiscard]] core::Result<mail::Filter> emailFilter(
    const Call &call, Context &context, const Conditions &conditions);

} // namespace digidig::rest
