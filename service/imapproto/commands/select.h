// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commands/selectparameters.h"
#include "imapproto/commandtraits.h"

namespace digidig::imapproto {

class Scanner;

/// SELECT (RFC 9051 §6.3.2).
struct Select {
    static constexpr CommandTraits Traits{.name = "SELECT", .states = LoggedIn};

    QString mailbox;
    SelectParameters parameters;

    [[nodiscard]] static bool parse(Scanner &in, Select &out);
};

} // namespace digidig::imapproto
