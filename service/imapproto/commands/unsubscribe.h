// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QString>

namespace digidig::imapproto {

class Scanner;

/// UNSUBSCRIBE (RFC 9051 §6.3.8).
struct Unsubscribe {
    static constexpr CommandTraits Traits{.name = "UNSUBSCRIBE", .states = LoggedIn};

    QString mailbox;

    [[nodiscard]] static bool parse(Scanner &in, Unsubscribe &out);
};

} // namespace digidig::imapproto
