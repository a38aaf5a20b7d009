// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/scramverifier.h"

#include "auth/saslprep.h"

#include <openssl/evp.h>

#include <sodium.h>

#include <QtCore/QByteArrayList>
#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>
#include <QtCore/QMessageAuthenticationCode>

namespace digidig::auth {

namespace {

constexpr qsizetype KeyBytes = 32;
constexpr QByteArrayView Scheme = "SCRAM-SHA-256";

ScramVerifier fromSaltedPassword(const QByteArray &salted, const QByteArray &salt, int iterations)
{
    ScramVerifier made{salt, iterations, {}, scramMac(salted, "Server Key")};
    made.storedKey =
        QCryptographicHash::hash(scramMac(salted, "Client Key"), QCryptographicHash::Sha256);
    return made;
}

} // namespace

QByteArray scramMac(const QByteArray &key, const QByteArray &message)
{
    return QMessageAuthenticationCode::hash(message, key, QCryptographicHash::Sha256);
}

bool ScramVerifier::isWhole() const
{
    return !salt.isEmpty() && iterations > 0 && storedKey.size() == KeyBytes
        && serverKey.size() == KeyBytes;
}

QByteArray ScramVerifier::toText() const
{
    if (!isWhole())
        return {};
    return Scheme.toByteArray() + '$' + QByteArray::number(iterations) + ':' + salt.toBase64() + '$'
        + storedKey.toBase64() + ':' + serverKey.toBase64();
}

ScramVerifier ScramVerifier::fromText(QByteArrayView text)
{
    const QByteArrayList parts = text.toByteArray().split('$');
    if (parts.size() != 3 || parts[0] != Scheme)
        return {};
    const QByteArrayList salting = parts[1].split(':');
    const QByteArrayList keys = parts[2].split(':');
    if (salting.size() != 2 || keys.size() != 2)
        return {};
    ScramVerifier read{QByteArray::fromBase64(salting[1]), salting[0].toInt(),
        QByteArray::fromBase64(keys[0]), QByteArray::fromBase64(keys[1])};
    return read.isWhole() ? read : ScramVerifier();
}

core::Result<ScramVerifier> scramVerifier(
    const QByteArray &password, const QByteArray &salt, int iterations)
{
    const auto prepared = saslPrepared(password);
    if (!prepared)
        return prepared.error();
    QByteArray salted(KeyBytes, Qt::Uninitialized);
    if (PKCS5_PBKDF2_HMAC(prepared->constData(), int(prepared->size()),
            reinterpret_cast<const unsigned char *>(salt.constData()), int(salt.size()), iterations,
            EVP_sha256(), int(KeyBytes), reinterpret_cast<unsigned char *>(salted.data()))
        != 1) {
        return {core::Errc::Unavailable,
            QCoreApplication::translate("auth", "there is not enough memory to hash a password")};
    }
    ScramVerifier made = fromSaltedPassword(salted, salt, iterations);
    sodium_memzero(salted.data(), size_t(salted.size()));
    return made;
}

core::Result<ScramVerifier> makeScramVerifier(const QByteArray &password)
{
    if (sodium_init() < 0)
        return core::Error{core::Errc::Internal, {}, QStringLiteral("libsodium does not start")};
    QByteArray salt(ScramSaltBytes, Qt::Uninitialized);
    randombytes_buf(salt.data(), size_t(salt.size()));
    return scramVerifier(password, salt, ScramIterations);
}

ScramVerifier decoyVerifier(const QByteArray &secret, const QString &user)
{
    const QByteArray name = user.toUtf8();
    return fromSaltedPassword(scramMac(secret, "password " + name),
        scramMac(secret, "salt " + name).left(ScramSaltBytes), ScramIterations);
}

} // namespace digidig::auth
