// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/passwords.h"

#include <sodium.h>

#include <QtCore/QCoreApplication>

#include <array>
#include <atomic>

namespace digidig::auth {

static_assert(PasswordHashBytes == crypto_pwhash_MEMLIMIT_INTERACTIVE);

namespace {

std::atomic<quint64> computed = 0;

} // namespace

core::Result<QByteArray> hashPassword(const QByteArray &password)
{
    if (password.size() < MinPasswordBytes || password.size() > MaxPasswordBytes) {
        return {core::Errc::Invalid,
            QCoreApplication::translate("auth", "a password has %1 to %2 bytes")
                .arg(MinPasswordBytes)
                .arg(MaxPasswordBytes)};
    }
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    ++computed;
    if (sodium_init() < 0
        || crypto_pwhash_str_alg(hash.data(), password.constData(), quint64(password.size()),
               crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
               crypto_pwhash_ALG_ARGON2ID13)
            != 0) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("auth", "there is not enough memory to hash a password")};
    }
    return QByteArray(hash.data());
}

bool verifyPassword(const QByteArray &hash, const QByteArray &password)
{
    ++computed;
    return sodium_init() >= 0 && hash.size() < qsizetype(crypto_pwhash_STRBYTES)
        && password.size() <= MaxPasswordBytes
        && crypto_pwhash_str_verify(hash.constData(), password.constData(), quint64(password.size())) == 0;
}

bool passwordNeedsRehash(const QByteArray &hash)
{
    return hash.size() < qsizetype(crypto_pwhash_STRBYTES)
        && crypto_pwhash_str_needs_rehash(hash.constData(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
               crypto_pwhash_MEMLIMIT_INTERACTIVE)
        != 0;
}

quint64 passwordHashesComputed()
{
    return computed;
}

} // namespace digidig::auth
