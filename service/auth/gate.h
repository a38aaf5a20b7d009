// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "auth/identitystate.h"
#include "auth/principal.h"
#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <functional>
#include <optional>

#include <sys/types.h>

namespace digidig::auth {

class Identity;
class Tokens;

/// What a request shows of its origin, independent of the protocol's own types.
struct Evidence {
    QByteArray authorization = {}; ///< The field's value; empty: none.
    QByteArray host = {};
    QByteArray origin = {};
    bool forwarded = false; ///< Any of Forwarded, X-Forwarded-*, X-Real-IP, Via is present.
    bool loopback = false; ///< Both ends of the connection are loopback addresses.
    /// The owner of the peer's socket, asked only when it matters; see peerOwner().
    std::function<std::optional<uid_t>()> peerOwner = {};
    /// What Identity says of the bearer token; see Gate::identityToken().
    std::optional<core::Result<IdentityUser>> byIdentity = {};
};

/// What the gate asks of the configuration, read anew for each request.
struct GatePolicy {
    bool localIsAdmin = true; ///< `auth=local`
    QStringList corsOrigins = {};
};

/// Decides who a request comes from. Thread-safe.
///
/// A request from this machine is the administrator without a token when its socket belongs to root
/// or to the service's own user, Host is a loopback name, nothing says it was forwarded, and Origin
/// is not foreign: so neither a reverse proxy, nor another local user, nor a web page inherits it.
class Gate {
public:
    /// @p adminToken is the first administrator's token; empty: none. @p tokens has all others and
    /// @p identity the platform's users; both outlive the gate; null: there are none.
    explicit Gate(
        const QByteArray &adminToken, const Tokens *tokens = nullptr, Identity *identity = nullptr);

    /// The platform's users; null: there are none.
    [[nodiscard]] Identity *identity() const { return m_identity; }
    /// The token in @p authorization, when it is one of Identity's by its form and only Identity
    /// can tell whose: it is to be asked before identify(), which never waits. Empty: it is not.
    [[nodiscard]] QByteArrayView identityToken(QByteArrayView authorization) const;

    /// Unauthorized when a credential was shown and is wrong; Forbidden (`foreign_origin`) for a
    /// web page of another origin, and for a user of Identity who has no account here; Unavailable
    /// (`identity_unavailable`) when only Identity could tell and does not answer; otherwise who it
    /// is, perhaps Anonymous.
    [[nodiscard]] core::Result<Principal> identify(
        const Evidence &evidence, const GatePolicy &policy) const;

    /// What @p authorization claims to be, for counting failures: the beginning of an API token,
    /// too short to be of use to anybody; empty when it is nothing like one.
    [[nodiscard]] static QString claimOf(QByteArrayView authorization);
    /// Whether @p host (a Host field's value) names this machine itself.
    [[nodiscard]] static bool isLoopbackHost(QByteArrayView host);

private:
    [[nodiscard]] std::optional<Principal> byToken(QByteArrayView token) const;
    [[nodiscard]] core::Result<Principal> byIdentity(
        const core::Result<IdentityUser> &outcome) const;

    const Tokens *const m_tokens;
    Identity *const m_identity;
    QByteArray m_adminTokenHash; ///< SHA-256; the token itself is not kept.
};

/// What is kept of a token: SHA-256, which a random token needs no salt for.
[[nodiscard]] QByteArray tokenDigest(QByteArrayView token);

/// Whether a web page of @p origin is a foreign one for a service reached as @p host.
[[nodiscard]] bool isForeignOrigin(
    QByteArrayView origin, QByteArrayView host, const QStringList &allowed);

} // namespace digidig::auth
