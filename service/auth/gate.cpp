// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/gate.h"

#include "auth/autherrors.h"
#include "auth/identity.h"
#include "auth/jwt.h"
#include "auth/tokens.h"
#include "core/text.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>
#include <QtNetwork/QHostAddress>

#include <unistd.h>

namespace digidig::auth {

namespace {

/// The host of `host[:port]` or `[v6][:port]`, lower case.
QByteArray hostName(QByteArrayView host)
{
    const QByteArray lower = host.toByteArray().trimmed().toLower();
    if (lower.startsWith('[')) {
        const qsizetype end = lower.indexOf(']');
        return end < 0 ? QByteArray() : lower.mid(1, end - 1);
    }
    const qsizetype colon = lower.indexOf(':');
    return colon < 0 ? lower : lower.left(colon);
}

/// What follows `Bearer`; empty when there is no such.
QByteArrayView bearerOf(QByteArrayView authorization)
{
    constexpr QByteArrayView scheme = "bearer ";
    const bool isBearer = authorization.size() > scheme.size()
        && authorization.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) == 0;
    return isBearer ? authorization.sliced(scheme.size()).trimmed() : QByteArrayView();
}

} // namespace

QByteArray tokenDigest(QByteArrayView token)
{
    return QCryptographicHash::hash(token.toByteArray(), QCryptographicHash::Sha256);
}

Gate::Gate(const QByteArray &adminToken, const Tokens *tokens, Identity *identity)
    : m_tokens(tokens)
    , m_identity(identity)
    , m_adminTokenHash(adminToken.isEmpty() ? QByteArray() : tokenDigest(adminToken))
{
}

QString Gate::claimOf(QByteArrayView authorization)
{
    constexpr qsizetype shown = 6;
    const QByteArrayView token = authorization.sliced(authorization.lastIndexOf(' ') + 1);
    if (!token.startsWith(Tokens::Prefix) || token.size() < Tokens::Prefix.size() + 4 * shown)
        return {};
    return QString::fromLatin1(token.first(Tokens::Prefix.size() + shown));
}

bool Gate::isLoopbackHost(QByteArrayView host)
{
    const QByteArray name = hostName(host);
    if (name == "localhost" || name == "127.0.0.1" || name == "::1")
        return true;
    QHostAddress address;
    return address.setAddress(QString::fromLatin1(name)) && address.isLoopback();
}

bool isForeignOrigin(QByteArrayView origin, QByteArrayView host, const QStringList &allowed)
{
    if (origin.isEmpty())
        return false;
    const QByteArray lower = origin.toByteArray().trimmed().toLower();
    if (allowed.contains(QString::fromLatin1(lower), Qt::CaseInsensitive))
        return false;
    const QByteArray same = host.toByteArray().trimmed().toLower();
    return lower != "http://" + same && lower != "https://" + same;
}

std::optional<Principal> Gate::byToken(QByteArrayView token) const
{
    if (!m_adminTokenHash.isEmpty()
        && core::equalConstantTime(tokenDigest(token), m_adminTokenHash))
        return Principal{Role::Admin, QStringLiteral("token:admin")};
    return m_tokens ? m_tokens->principal(token) : std::nullopt;
}

QByteArrayView Gate::identityToken(QByteArrayView authorization) const
{
    const QByteArrayView token = bearerOf(authorization);
    return m_identity && looksLikeJwt(token) && !byToken(token) ? token : QByteArrayView();
}

/// In the words of this request's language: those of the outcome may be for another.
core::Result<Principal> Gate::byIdentity(const core::Result<IdentityUser> &outcome) const
{
    if (outcome)
        return m_identity->principal(*outcome);
    if (outcome.error().errc == core::Errc::Unauthorized)
        return errors::wrongCredential();
    return errors::identityUnavailable();
}

core::Result<Principal> Gate::identify(const Evidence &evidence, const GatePolicy &policy) const
{
    const bool foreign = isForeignOrigin(evidence.origin, evidence.host, policy.corsOrigins);
    if (!evidence.authorization.isEmpty()) {
        const QByteArrayView token = bearerOf(evidence.authorization);
        if (!token.isEmpty()) {
            if (auto principal = byToken(token))
                return *std::move(principal);
        }
        return evidence.byIdentity ? byIdentity(*evidence.byIdentity) : errors::wrongCredential();
    }
    if (foreign) {
        return core::Error{core::Errc::Forbidden,
            QCoreApplication::translate(
                "auth", "a web page of another origin may not call this service"),
            {}, "foreign_origin"};
    }
    if (!policy.localIsAdmin || evidence.forwarded || !evidence.loopback
        || !isLoopbackHost(evidence.host))
        return Principal{};
    const auto owner = evidence.peerOwner ? evidence.peerOwner() : std::nullopt;
    if (owner && (*owner == 0 || *owner == ::geteuid())) {
        return Principal{Role::Admin,
            *owner == 0 ? QStringLiteral("local:root") : QStringLiteral("local:service")};
    }
    return Principal{};
}

} // namespace digidig::auth
