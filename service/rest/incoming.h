// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/delivery.h"
#include "rest/call.h"

namespace digidig::rest {

/// The delivery that a `POST /emails` asks for: JSON with the specification's fields, or `message/rfc822` with
/// recipients and the rest as query parameters. Invalid names the member that is wrong. Pure.
[[nodiscard]] core::Result<mail::Incoming> incomingFrom(const Call &call);

} // namespace digidig::rest
