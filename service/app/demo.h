// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "store/store.h"

namespace digidig::app {

/// Makes the account demo@example.org (nobody can log in to it) where it is missing, and fills it
/// with the demonstration mails when it holds none; their times are as long ago as the manifest
/// says. Answers how many were stored. Blocks; not for the writer's thread.
[[nodiscard]] core::Result<int> installDemo(store::Store &store, const config::Config &config);

} // namespace digidig::app
