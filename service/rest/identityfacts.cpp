// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/identityfacts.h"

#include "auth/identity.h"
#include "core/clock.h"

namespace digidig::rest {

QJsonObject identityFacts(const auth::Identity &identity)
{
    const auth::Identity::Figures figures = identity.figures();
    const auth::IdentityState &state = figures.state;
    QJsonObject facts{
        {QStringLiteral("reachable"), state.reachable},
        {QStringLiteral("form"), QString::fromLatin1(slug(state.form))},
        {QStringLiteral("since"), core::rfc3339(state.sinceMs)},
        {QStringLiteral("requests"), state.requests},
        {QStringLiteral("failures"), state.failures},
        {QStringLiteral("refused"), state.refused},
        {QStringLiteral("waiting"), state.queued + state.inFlight},
        {QStringLiteral("cached"), figures.cached},
        {QStringLiteral("cache_hits"), figures.cacheHits},
        {QStringLiteral("cache_misses"), figures.cacheMisses},
        {QStringLiteral("outage_hits"), figures.outageHits},
        {QStringLiteral("domains"), figures.domains},
    };
    if (!state.lastError.isEmpty()) {
        facts.insert(QStringLiteral("last_error"), state.lastError);
        facts.insert(QStringLiteral("last_error_at"), core::rfc3339(state.lastErrorMs));
    }
    return facts;
}

} // namespace digidig::rest
