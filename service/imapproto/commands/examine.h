// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commands/selectparameters.h"
#include "imapproto/commandtraits.h"

namespace digidig::imapproto {

class Scanner;

/// EXAMINE (RFC 9051 §6.3.3).
struct Examine {
    static constexpr CommandTraits Traits{.name = "EXAMINE", .states = LoggedIn};

    QString mailbox;
    SelectParameters parameters;

    [[nodiscard]] static bool parse(Scanner &in, Examine &out);
};

} // namespace digidig::imapproto
