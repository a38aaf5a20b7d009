// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.h"
#include "net/proxyrule.h"

namespace digidig::app {

/// What the configuration says of proxies in front of the listener called @p plain, and of the one
/// called @p tls that speaks TLS from the start; empty: there is none.
[[nodiscard]] net::ProxyRule proxyRule(
    const config::Config &config, const QString &plain, const QString &tls = {});

} // namespace digidig::app
