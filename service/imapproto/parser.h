// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/command.h"
#include "imapproto/dialect.h"
#include "imapproto/receiver.h"
#include "imapproto/scanner.h"

#include <optional>
#include <variant>

namespace digidig::imapproto {

/// A command that can be carried out, as far as its words tell.
struct TaggedCommand {
    QByteArray tag;
    Command command;
};

/// One that cannot.
struct ParseError {
    QByteArray tag; ///< Empty when it has none that is legal: answer `* BAD`.
    /// The traits of what it would have been; null when there is no such command.
    const CommandTraits *traits = nullptr;
    Fault fault;
};

/// Reads the command in @p raw. Whether it is legal in the session's state is not asked: compare
/// `traits().states`.
[[nodiscard]] std::variant<TaggedCommand, ParseError> parseCommand(
    const RawCommand &raw, Dialect dialect);

/// @p line, which Receiver::expectLine brought, ends IDLE: `DONE` in any case (RFC 9051 §6.3.13).
[[nodiscard]] bool isIdleDone(QByteArrayView line);

/// A client's answer in AUTHENTICATE (RFC 9051 §6.2.2).
struct SaslAnswer {
    enum class Kind {
        Response,
        Cancelled, ///< `*`
        Malformed, ///< No base64: BAD.
    };
    Kind kind = Kind::Malformed;
    QByteArray bytes; ///< Decoded; of Response.
};
/// Reads @p line, which Receiver::expectLine brought.
[[nodiscard]] SaslAnswer readSaslAnswer(QByteArrayView line);

} // namespace digidig::imapproto
