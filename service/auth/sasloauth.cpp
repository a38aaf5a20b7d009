// SPDX-License-Identifier: GPL-3.0-or-later
#include "auth/sasloauth.h"

#include "auth/saslname.h"

#include <QtCore/QList>

#include <algorithm>

namespace digidig::auth {

namespace {

constexpr char Separator = '\x01'; // kvsep
constexpr qsizetype MaxToken = 12 * 1024;

/// The value of the pair @p key among @p pairs, which end with an empty one; nothing when it is not
/// there, or there twice.
std::optional<QByteArrayView> valueOf(const QList<QByteArrayView> &pairs, QByteArrayView key)
{
    std::optional<QByteArrayView> found;
    for (const QByteArrayView pair : pairs) {
        if (!pair.startsWith(key) || pair.size() == key.size() || pair[key.size()] != '=')
            continue;
        if (found)
            return std::nullopt;
        found = pair.sliced(key.size() + 1);
    }
    return found;
}

/// Pairs, each ended by 0x01, and one more 0x01.
std::optional<QList<QByteArrayView>> pairsOf(QByteArrayView text)
{
    QList<QByteArrayView> pairs;
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf(Separator);
        if (end < 0)
            return std::nullopt;
        const QByteArrayView pair = text.first(end);
        text = text.sliced(end + 1);
        if (pair.isEmpty())
            return text.isEmpty() ? std::optional(pairs) : std::nullopt;
        if (pair.indexOf('=') < 1 || pair.contains('\0'))
            return std::nullopt;
        pairs.append(pair);
    }
    return std::nullopt;
}

/// The token of `Bearer …` (RFC 6750 §2.1: b64token).
std::optional<QByteArray> bearerToken(QByteArrayView value)
{
    constexpr QByteArrayView scheme = "bearer ";
    if (value.size() <= scheme.size()
        || value.first(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
        return std::nullopt;
    const QByteArrayView token = value.sliced(scheme.size()).trimmed();
    const bool isToken = !token.isEmpty() && token.size() <= MaxToken
        && std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    return isToken ? std::optional(token.toByteArray()) : std::nullopt;
}

} // namespace

std::optional<OAuthMessage> readOAuthBearer(QByteArrayView message)
{
    // gs2-header (RFC 5801 §4); there is no channel binding in this mechanism.
    const qsizetype first = message.indexOf(',');
    const qsizetype second = first < 0 ? -1 : message.indexOf(',', first + 1);
    if (second < 0 || message.size() <= second + 1 || message[second + 1] != Separator)
        return std::nullopt;
    const QByteArrayView flag = message.first(first);
    const QByteArrayView authzid = message.sliced(first + 1, second - first - 1);
    if (flag != "n" && flag != "y")
        return std::nullopt;
    OAuthMessage read;
    if (!authzid.isEmpty()) {
        const auto name = authzid.startsWith("a=") ? readSaslName(authzid.sliced(2)) : std::nullopt;
        if (!name)
            return std::nullopt;
        read.authzid = *name;
    }
    const auto pairs = pairsOf(message.sliced(second + 2));
    const auto value = pairs ? valueOf(*pairs, "auth") : std::nullopt;
    const auto token = value ? bearerToken(*value) : std::nullopt;
    if (!token)
        return std::nullopt;
    read.token = *token;
    return read;
}

std::optional<OAuthMessage> readXOAuth2(QByteArrayView message)
{
    const auto pairs = pairsOf(message);
    const auto user = pairs ? valueOf(*pairs, "user") : std::nullopt;
    const auto value = user ? valueOf(*pairs, "auth") : std::nullopt;
    const auto token = value ? bearerToken(*value) : std::nullopt;
    if (!token || user->isEmpty() || !isUtf8(*user))
        return std::nullopt;
    return OAuthMessage{user->toByteArray(), *token};
}

QByteArray oauthRefusal()
{
    // Of XOAUTH2 the status is a number of HTTP's; clients look at its being there alone.
    return R"({"status":"invalid_token","schemes":"bearer"})";
}

} // namespace digidig::auth
