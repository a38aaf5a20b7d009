// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/answer.h"
#include "rest/call.h"

#include <functional>

namespace digidig::rest {

// A resource has settings, which clients change, and figures, which change by themselves. Its tag
// names both,
// `"settings-figures"`: If-None-Match looks at the whole, If-Match at the settings alone, so that a
// message that arrives between reading and writing spoils nothing.

/// Adds the tag of @p response, whose settings are in the state @p settings (URL-safe, without
/// `-`).
void tag(net::Response &response, const QByteArray &settings);

/// A state for tag(): another one for other settings.
[[nodiscard]] QByteArray stateOf(const QJsonObject &settings);

/// The state of settings that an If-Match field (RFC 9110 §13.1.1) demands: nothing without the
/// field or for `*`; of several the one that @p settings has now, which is asked for only then.
/// Conflict (`precondition_failed`) when no tag that it lists can match; weak ones never do.
[[nodiscard]] core::Result<std::optional<QByteArray>> demanded(
    const Call &call, const std::function<core::Result<QByteArray>()> &settings);
/// Conflict (`precondition_failed`) unless the settings @p settings are those that @p call demands.
[[nodiscard]] core::Result<void> demand(const Call &call, const QByteArray &settings);

} // namespace digidig::rest
