// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imap/reply.h"
#include "imap/task.h"

#include <QtCore/QByteArray>

#include <optional>
#include <span>
#include <variant>

namespace digidig::imap {

class Session;

/// What a client answered, or the reply that ends the exchange since it was no answer.
using SaslSaid = std::variant<QByteArray, Reply>;

/// The client's answer to @p challenge.
Task<SaslSaid> saslAnswer(Session &session, QByteArray challenge);
/// What the client says first: @p initial, when it came with the command, or the answer to
/// @p challenge.
Task<SaslSaid> saslFirst(
    Session &session, std::optional<QByteArray> initial, QByteArray challenge = {});

/// One way to log in by AUTHENTICATE (RFC 9051 §6.2.2).
struct SaslMechanism {
    const char *name; ///< As the client names it, in upper case.
    /// Whether it could succeed on this connection; only then it is offered, and tried.
    bool (*isUsable)(const Session &session);
    Task<Reply> (*run)(Session &session, std::optional<QByteArray> initial);
};

/// All of them, the one to prefer first.
[[nodiscard]] std::span<const SaslMechanism> saslMechanisms();

} // namespace digidig::imap
