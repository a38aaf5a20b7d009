// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace digidig::auth {

/// What a server keeps to be proven a password by SCRAM-SHA-256 (RFC 5802 §3, RFC 7677): neither
/// the password nor anything a client could log in with, but weaker against guessing than argon2id.
struct ScramVerifier {
    QByteArray salt;
    int iterations = 0;
    QByteArray storedKey; ///< 32 bytes each.
    QByteArray serverKey;

    /// Whether it can be one.
    [[nodiscard]] bool isWhole() const;
    /// As it is kept: `SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY`, base64 (after RFC 5803).
    /// Empty when it is not whole.
    [[nodiscard]] QByteArray toText() const;
    /// Not whole when @p text is none.
    [[nodiscard]] static ScramVerifier fromText(QByteArrayView text);
};

/// HMAC-SHA-256 of @p message, RFC 5802 §2.2.
[[nodiscard]] QByteArray scramMac(const QByteArray &key, const QByteArray &message);

/// For every verifier alike: what a client is told must not tell whose it is. RFC 7677 §4 asks for
/// 4096 at least.
inline constexpr int ScramIterations = 100'000;
inline constexpr qsizetype ScramSaltBytes = 16;

/// The verifier of @p password (UTF-8, prepared by RFC 4013 as clients do). Invalid when that
/// cannot be prepared, Unavailable without memory. Costs tens of milliseconds.
[[nodiscard]] core::Result<ScramVerifier> makeScramVerifier(const QByteArray &password);
/// The same with a given salt and count.
[[nodiscard]] core::Result<ScramVerifier> scramVerifier(
    const QByteArray &password, const QByteArray &salt, int iterations);

/// What stands in where @p user has no verifier: always the same salt for the same name and @p
/// secret, and keys that no password has.
[[nodiscard]] ScramVerifier decoyVerifier(const QByteArray &secret, const QString &user);

} // namespace digidig::auth
