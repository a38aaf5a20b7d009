// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/proxies.h"

#include "config/keys.h"

namespace digidig::app {

namespace keys = config::keys;

net::ProxyRule proxyRule(const config::Config &config, const QString &plain, const QString &tls)
{
    const QStringList listeners = config.get(keys::proxyProtocol);
    net::ProxyRule rule;
    rule.trusted = net::ProxyRule::networks(config.get(keys::trustedProxies));
    rule.plain = listeners.contains(plain);
    rule.tls = listeners.contains(tls);
    rule.timeoutMs = config.get(keys::headerTimeout) * 1000;
    return rule;
}

} // namespace digidig::app
