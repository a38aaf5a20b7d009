// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

namespace digidig::imapproto {

/// NAMESPACE (RFC 9051 §6.3.10).
struct Namespace {
    static constexpr CommandTraits Traits{.name = "NAMESPACE", .states = LoggedIn};
};

} // namespace digidig::imapproto
