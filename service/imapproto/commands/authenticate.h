// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QByteArray>

#include <optional>

namespace digidig::imapproto {

class Scanner;

/// AUTHENTICATE (RFC 9051 §6.2.2). The client's answers are read by Receiver::expectLine and
/// readSaslAnswer().
struct Authenticate {
    static constexpr CommandTraits Traits{
        .name = "AUTHENTICATE", .states = NotAuthenticated, .secret = true};

    QByteArray mechanism; ///< In upper case.
    /// SASL-IR (RFC 4959), decoded; `=` is an empty one.
    std::optional<QByteArray> initialResponse;

    [[nodiscard]] static bool parse(Scanner &in, Authenticate &out);
};

} // namespace digidig::imapproto
