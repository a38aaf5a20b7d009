// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace digidig::imapproto {

class Scanner;

/// CREATE (RFC 9051 §6.3.4). A `/` at the end says that children will follow; it is left in place.
struct Create {
    static constexpr CommandTraits Traits{.name = "CREATE", .states = LoggedIn};

    QString mailbox;
    QStringList specialUses; ///< `USE (\Sent)` (RFC 6154 §3), as the client wrote them.

    [[nodiscard]] static bool parse(Scanner &in, Create &out);
};

} // namespace digidig::imapproto
