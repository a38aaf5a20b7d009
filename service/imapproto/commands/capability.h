// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

namespace digidig::imapproto {

/// CAPABILITY (RFC 9051 §6.1.1).
struct Capability {
    static constexpr CommandTraits Traits{.name = "CAPABILITY", .states = AnyState};
};

} // namespace digidig::imapproto
