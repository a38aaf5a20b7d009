// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>

namespace digidig::auth {

/// The longest token that is looked at.
inline constexpr qsizetype MaxJwtBytes = 8 * 1024;

/// What an Identity token says of its holder.
struct Jwt {
    QString username; ///< Never empty, at most 320 characters, without control characters.
    QStringList roles; ///< At most 64, each of at most 64 characters.
    QString id; ///< `jti`; empty: it has none.
    qint64 expiresMs = 0; ///< Unix; a token without an end is none.
    std::optional<qint64> notBeforeMs = {};

    /// Whether @p nowMs (Unix) lies within the token's time.
    [[nodiscard]] bool isValidAt(qint64 nowMs) const
    {
        return nowMs < expiresMs && (!notBeforeMs || *notBeforeMs <= nowMs);
    }
};

/// Whether @p token has the outer form of a JWS (RFC 7515 §3.1): three parts of base64url.
[[nodiscard]] bool looksLikeJwt(QByteArrayView token);

/// The claims of @p token, whoever has signed it; nothing when it is no token of HS256 with the
/// claims that Identity writes. To be believed only after hasSignature(), or when Identity has.
[[nodiscard]] std::optional<Jwt> claimsOf(QByteArrayView token);

/// Whether @p token is signed with @p secret by HMAC-SHA-256; tells nothing by its time.
[[nodiscard]] bool hasSignature(QByteArrayView token, const QByteArray &secret);

} // namespace digidig::auth
