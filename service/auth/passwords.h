// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>

namespace digidig::auth {

/// The shortest and the longest password that is taken, in bytes of UTF-8.
inline constexpr qsizetype MinPasswordBytes = 8;
inline constexpr qsizetype MaxPasswordBytes = 1024;

/// What computing one hash takes of memory (RFC 9106: m), for as long as it lasts.
inline constexpr qint64 PasswordHashBytes = 64LL * 1024 * 1024;

/// An argon2id hash (RFC 9106) in its `$argon2id$…` form, with a salt of its own. Costs tens of milliseconds
/// and 64 MiB by design: call it on a worker. Invalid when the password is too short or too long.
[[nodiscard]] core::Result<QByteArray> hashPassword(const QByteArray &password);

/// Whether @p password gives @p hash; takes as long as hashPassword() and tells nothing by its time.
[[nodiscard]] bool verifyPassword(const QByteArray &hash, const QByteArray &password);

/// Whether hashPassword() would make a hash of other parameters than @p hash has.
[[nodiscard]] bool passwordNeedsRehash(const QByteArray &hash);

/// How many hashes were computed since the start, to make and to verify: what a login costs must not
/// tell whether there is such an account.
[[nodiscard]] quint64 passwordHashesComputed();

} // namespace digidig::auth
