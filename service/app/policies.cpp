// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/policies.h"

#include "auth/identity.h"
#include "config/keys.h"

namespace digidig::app {

namespace {

namespace keys = config::keys;

} // namespace

mail::DeliveryPolicy deliveryPolicy(
    const config::Config &config, const auth::Identity *identity, bool storeThere)
{
    mail::DeliveryPolicy policy;
    policy.autoCreateAccounts = config.get(keys::autoCreateAccounts);
    policy.localDomains = config.get(keys::localDomains);
    if (identity) {
        auto local = identity->localDomains();
        policy.localDomains = std::move(local.domains);
        // An empty list means every domain, but not while it is only not known.
        policy.autoCreateAccounts &= local.known || !policy.localDomains.isEmpty();
        policy.domainsKnown = local.known;
    }
    policy.storeThere = storeThere;
    policy.junkHeader = config.get(keys::junkHeader);
    policy.maxMessageBytes = config.get(keys::maxMessageBytes);
    policy.mime.maxDepth = int(config.get(keys::mimeMaxDepth));
    policy.mime.maxParts = int(config.get(keys::mimeMaxParts));
    return policy;
}

net::HttpLimits httpLimits(const config::Config &config)
{
    net::HttpLimits limits;
    limits.maxConnections = int(config.get(keys::maxConnections));
    limits.maxConnectionsPerAddress = int(config.get(keys::maxConnectionsPerAddress));
    limits.maxHeaderBytes = config.get(keys::maxHeaderBytes);
    limits.maxBodyBytes = config.get(keys::maxBodyBytes);
    limits.headerTimeoutMs = config.get(keys::headerTimeout) * 1000;
    limits.bodyTimeoutMs = config.get(keys::bodyTimeout) * 1000;
    limits.idleTimeoutMs = config.get(keys::idleTimeout) * 1000;
    limits.writeTimeoutMs = config.get(keys::bodyTimeout) * 1000;
    return limits;
}

rest::Router::Policy routerPolicy(const config::Config &config)
{
    rest::Router::Policy policy;
    policy.gate.localIsAdmin = config.get(keys::auth) == u"local";
    policy.gate.corsOrigins = config.get(keys::corsOrigins);
    policy.enabled = config.get(keys::enabled);
    policy.metricsOpen = config.get(keys::metricsOpen);
    policy.timeoutMs = config.get(keys::timeout) * 1000;
    return policy;
}

} // namespace digidig::app
