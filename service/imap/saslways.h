// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/sasl.h"

// The mechanisms themselves, each in a file of its own; saslMechanisms() lists them.

namespace digidig::imap {

[[nodiscard]] bool canScram(const Session &session);
[[nodiscard]] bool canScramPlus(const Session &session);
[[nodiscard]] bool canOAuth(const Session &session);
[[nodiscard]] bool canExternal(const Session &session);

Task<Reply> scramSha256(Session &session, std::optional<QByteArray> initial);
Task<Reply> scramSha256Plus(Session &session, std::optional<QByteArray> initial);
Task<Reply> oauthBearer(Session &session, std::optional<QByteArray> initial);
Task<Reply> xoauth2(Session &session, std::optional<QByteArray> initial);
Task<Reply> external(Session &session, std::optional<QByteArray> initial);
Task<Reply> plain(Session &session, std::optional<QByteArray> initial);
Task<Reply> loginMechanism(Session &session, std::optional<QByteArray> initial);

} // namespace digidig::imap
