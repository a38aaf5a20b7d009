// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <optional>

namespace digidig::auth {

/// What a client says in OAUTHBEARER or XOAUTH2: its token, and as whom it wants to act.
struct OAuthMessage {
    QByteArray authzid; ///< Empty: as whose the token is.
    QByteArray token;
};

/// OAUTHBEARER (RFC 7628 §3.1): gs2-header, then `host=`, `port=`, `auth=Bearer …` and whatever
/// else, each ended by 0x01. Nothing when it is none.
[[nodiscard]] std::optional<OAuthMessage> readOAuthBearer(QByteArrayView message);
/// XOAUTH2, which is older: `user=`, `auth=Bearer …`.
[[nodiscard]] std::optional<OAuthMessage> readXOAuth2(QByteArrayView message);

/// What is said of a token that is refused (RFC 7628 §3.2.2), before the exchange fails: the client
/// acknowledges it with an answer of any kind.
[[nodiscard]] QByteArray oauthRefusal();

} // namespace digidig::auth
