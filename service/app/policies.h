// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "mail/delivery.h"
#include "net/httpguard.h"
#include "rest/router.h"

namespace digidig::auth {
class Identity;
}

namespace digidig::app {

/// What the configuration says of mail that comes in, and @p identity (null: there is none) of the
/// domains that are local. @p storeThere: mail is kept by the Storage service too. Any thread.
[[nodiscard]] mail::DeliveryPolicy deliveryPolicy(
    const config::Config &config, const auth::Identity *identity, bool storeThere);
/// What the configuration says of connections to the REST port.
[[nodiscard]] net::HttpLimits httpLimits(const config::Config &config);
/// What the configuration says of requests, whichever route answers them.
[[nodiscard]] rest::Router::Policy routerPolicy(const config::Config &config);

} // namespace digidig::app
