// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

namespace digidig::imapproto {

/// UNSELECT (RFC 9051 §6.4.2).
struct Unselect {
    static constexpr CommandTraits Traits{.name = "UNSELECT", .states = Selected};
};

} // namespace digidig::imapproto
