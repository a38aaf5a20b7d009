// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/jwt.h"

#include "core/base64url.h"
#include "core/text.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <array>
#include <cmath>

#include <sodium.h>

namespace digidig::auth {

namespace {

constexpr qsizetype MaxUsername = 320; // 64 + 1 + 255, as an address
constexpr qsizetype MaxRoles = 64;
constexpr qsizetype MaxRole = 64;
constexpr qsizetype MaxId = 256;
constexpr double LastSecond = 253402300799.0; // of the year 9999

bool isBase64Url(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'
        || c == '_';
}

struct Parts {
    QByteArrayView header;
    QByteArrayView payload;
    QByteArrayView signature;
    QByteArrayView isSigned; ///< `header.payload`
};

std::optional<Parts> partsOf(QByteArrayView token)
{
    if (token.size() > MaxJwtBytes)
        return std::nullopt;
    const qsizetype first = token.indexOf('.');
    const qsizetype second = token.lastIndexOf('.');
    if (first < 0 || second == first)
        return std::nullopt;
    const Parts parts{token.first(first), token.sliced(first + 1, second - first - 1),
        token.sliced(second + 1), token.first(second)};
    for (const QByteArrayView part : {parts.header, parts.payload, parts.signature}) {
        if (part.isEmpty() || !std::all_of(part.begin(), part.end(), isBase64Url))
            return std::nullopt;
    }
    return parts;
}

/// Nothing unless @p part is spelt as its bytes are encoded: no bits left over, no padding.
std::optional<QByteArray> decoded(QByteArrayView part)
{
    const QByteArray text = part.toByteArray();
    auto bytes = QByteArray::fromBase64Encoding(
        text, core::Base64Url | QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes || bytes.decoded.toBase64(core::Base64Url) != text)
        return std::nullopt;
    return std::move(bytes.decoded);
}

std::optional<QJsonObject> objectOf(QByteArrayView part)
{
    const auto bytes = decoded(part);
    if (!bytes)
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(*bytes);
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

/// A NumericDate (RFC 7519 §2) as Unix ms.
std::optional<qint64> timeOf(const QJsonValue &value)
{
    const double seconds = value.toDouble(-1);
    if (!std::isfinite(seconds) || seconds < 0 || seconds > LastSecond)
        return std::nullopt;
    return qint64(seconds * 1000);
}

bool isText(const QJsonValue &value, qsizetype longest)
{
    const QString text = value.toString();
    return value.isString() && text.size() <= longest
        && std::none_of(text.begin(), text.end(),
            [](QChar c) { return c.category() == QChar::Other_Control || c.isNull(); });
}

std::optional<QStringList> rolesOf(const QJsonValue &value)
{
    if (value.isUndefined())
        return QStringList();
    const QJsonArray array = value.toArray();
    if (!value.isArray() || array.size() > MaxRoles)
        return std::nullopt;
    QStringList roles;
    for (const QJsonValue &role : array) {
        if (!isText(role, MaxRole))
            return std::nullopt;
        roles += role.toString();
    }
    return roles;
}

} // namespace

bool looksLikeJwt(QByteArrayView token)
{
    return partsOf(token).has_value();
}

std::optional<Jwt> claimsOf(QByteArrayView token)
{
    const auto parts = partsOf(token);
    if (!parts)
        return std::nullopt;
    // What we do not know we cannot honour: no other algorithm, and no critical extension.
    const auto header = objectOf(parts->header);
    if (!header || header->value(u"alg") != QJsonValue(QStringLiteral("HS256"))
        || header->contains(u"crit"))
        return std::nullopt;
    const auto payload = objectOf(parts->payload);
    if (!payload)
        return std::nullopt;
    const QJsonValue username = payload->value(u"username");
    const QJsonValue id = payload->value(u"jti");
    const auto roles = rolesOf(payload->value(u"roles"));
    const auto expires = timeOf(payload->value(u"exp"));
    if (!isText(username, MaxUsername) || username.toString().isEmpty() || !roles || !expires
        || !(id.isUndefined() || isText(id, MaxId)))
        return std::nullopt;
    Jwt jwt{username.toString(), *roles, id.toString(), *expires};
    if (payload->contains(u"nbf")) {
        jwt.notBeforeMs = timeOf(payload->value(u"nbf"));
        if (!jwt.notBeforeMs)
            return std::nullopt;
    }
    return jwt;
}

bool hasSignature(QByteArrayView token, const QByteArray &secret)
{
    const auto parts = partsOf(token);
    if (!parts)
        return false;
    const auto signature = decoded(parts->signature);
    if (!signature)
        return false;
    const auto bytes = [](QByteArrayView view) {
        return reinterpret_cast<const unsigned char *>(view.data());
    };
    crypto_auth_hmacsha256_state state;
    std::array<char, crypto_auth_hmacsha256_BYTES> own{};
    crypto_auth_hmacsha256_init(&state, bytes(secret), size_t(secret.size()));
    crypto_auth_hmacsha256_update(&state, bytes(parts->isSigned), size_t(parts->isSigned.size()));
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char *>(own.data()));
    return core::equalConstantTime(*signature, QByteArrayView(own.data(), qsizetype(own.size())));
}

} // namespace digidig::auth
