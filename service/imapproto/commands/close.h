// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

namespace digidig::imapproto {

/// CLOSE (RFC 9051 §6.4.1).
struct Close {
    static constexpr CommandTraits Traits{.name = "CLOSE", .states = Selected};
};

} // namespace digidig::imapproto
