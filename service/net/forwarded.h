// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"
#include "net/proxyrule.h"

namespace digidig::net {

/// Whose request it is that a proxy of @p rule has passed on, by its X-Forwarded-For fields: the
/// last address there that is no trusted proxy's. What stands before it anybody may have written,
/// and so may everything in fields that the proxy does not know. Null when there is none, or
/// something in place of it that is no address.
[[nodiscard]] QHostAddress forwardedFor(const HeaderFields &headers, const ProxyRule &rule);

} // namespace digidig::net
