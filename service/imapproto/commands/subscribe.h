// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QString>

namespace digidig::imapproto {

class Scanner;

/// SUBSCRIBE (RFC 9051 §6.3.7).
struct Subscribe {
    static constexpr CommandTraits Traits{.name = "SUBSCRIBE", .states = LoggedIn};

    QString mailbox;

    [[nodiscard]] static bool parse(Scanner &in, Subscribe &out);
};

} // namespace digidig::imapproto
