// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

namespace digidig::imapproto {

/// LOGOUT (RFC 9051 §6.1.3).
struct Logout {
    static constexpr CommandTraits Traits{.name = "LOGOUT", .states = AnyState};
};

} // namespace digidig::imapproto
