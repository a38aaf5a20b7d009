// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "store/store.h"

namespace digidig::app {

/// Makes the account demo@example.org when there is none, and fills it with example mail when it holds none.
/// The number of messages stored. Blocks until they are durable.
[[nodiscard]] core::Result<int> installDemo(store::Store &store, const config::Config &config);

} // namespace digidig::app
