// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "storageclient/options.h"

#include <QtNetwork/QSslConfiguration>

namespace digidig::storageclient {

/// Whom to believe and who to be over HTTPS. Invalid, with the setting as `field`, when a file
/// cannot be used.
[[nodiscard]] core::Result<QSslConfiguration> tlsConfiguration(const Options &options);

} // namespace digidig::storageclient
