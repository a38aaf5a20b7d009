// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "storageclient/mirror.h"

namespace digidig::app {

/// The mirror of the Storage service that @p config names; null when it names none. Invalid, with
/// the setting as `field`, when it cannot be used.
[[nodiscard]] core::Result<std::unique_ptr<storageclient::Mirror>> makeMirror(
    const config::Config &config, storageclient::Mirror::Parts parts);

/// What may change while it runs.
void applyTo(storageclient::Mirror &mirror, const config::Config &config);

} // namespace digidig::app
