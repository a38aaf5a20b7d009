// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

namespace digidig::imapproto {

/// STARTTLS (RFC 9051 §6.2.1). What the client sent behind it is to be thrown away.
struct StartTls {
    static constexpr CommandTraits Traits{.name = "STARTTLS", .states = NotAuthenticated};
};

} // namespace digidig::imapproto
