// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "core/records.h"

#include <memory>

namespace digidig::auth {
class Identity;
}

namespace digidig::app {

/// The first administrator's token: setting, else file.
/// Blocks on the disk, like the next.
[[nodiscard]] QByteArray adminToken(const config::Config &config);

/// A secret of this store alone, which is made and kept when there is none; empty when the disk
/// fails. By it unknown users look like others to who logs in by SCRAM, over restarts too.
[[nodiscard]] QByteArray scramSecret(core::Records &records);

/// The Identity service of the configuration, with the secrets for it; null when there is none.
[[nodiscard]] std::unique_ptr<auth::Identity> makeIdentity(const config::Config &config);

} // namespace digidig::app
