// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/answer.h"
#include "rest/call.h"

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

/// The state of settings that an If-Match field demands: nothing without the field or for `*`;
/// Conflict
/// (`precondition_failed`) when it is no tag of ours.
[[nodiscard]] core::Result<std::optional<QByteArray>> demandedSettings(const Call &call);
/// Conflict (`precondition_failed`) unless the settings @p settings are those that @p call demands.
[[nodiscard]] core::Result<void> demand(const Call &call, const QByteArray &settings);

} // namespace digidig::rest
