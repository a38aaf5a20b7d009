// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QByteArray>

namespace digidig::imapproto {

class Scanner;

/// LOGIN (RFC 9051 §6.2.3).
struct Login {
    static constexpr CommandTraits Traits{
        .name = "LOGIN", .states = NotAuthenticated, .secret = true};

    QByteArray user; ///< As the client sent it, UTF-8 if it keeps to RFC 9051.
    QByteArray password;

    [[nodiscard]] static bool parse(Scanner &in, Login &out);
};

} // namespace digidig::imapproto
