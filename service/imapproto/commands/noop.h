// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

namespace digidig::imapproto {

/// NOOP (RFC 9051 §6.1.2).
struct Noop {
    static constexpr CommandTraits Traits{.name = "NOOP", .states = AnyState};
};

} // namespace digidig::imapproto
