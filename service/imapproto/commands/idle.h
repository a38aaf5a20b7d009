// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

namespace digidig::imapproto {

/// IDLE (RFC 9051 §6.3.13). The line that ends it is read by Receiver::expectLine; isIdleDone() of
/// parser.h tells whether it does.
struct Idle {
    static constexpr CommandTraits Traits{.name = "IDLE", .states = LoggedIn};
};

} // namespace digidig::imapproto
