// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>

namespace digidig::auth {
class Identity;
}

namespace digidig::rest {

/// How things stand with Identity, for health and statistics: `reachable`, `form`, `since`,
/// `last_error` and the counts since the start.
[[nodiscard]] QJsonObject identityFacts(const auth::Identity &identity);

} // namespace digidig::rest
