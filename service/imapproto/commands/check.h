// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

namespace digidig::imapproto {

/// CHECK (RFC 3501 §6.4.1); gone in RFC 9051, equal to NOOP.
struct Check {
    static constexpr CommandTraits Traits{.name = "CHECK", .states = Selected};
};

} // namespace digidig::imapproto
