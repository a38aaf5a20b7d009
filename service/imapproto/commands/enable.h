// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QByteArrayList>

namespace digidig::imapproto {

class Scanner;

/// ENABLE (RFC 9051 §6.3.1).
struct Enable {
    static constexpr CommandTraits Traits{.name = "ENABLE", .states = LoggedIn};

    /// Most capabilities of one command.
    static constexpr int MaxCapabilities = 100;

    QByteArrayList capabilities; ///< In upper case, each once; unknown ones too.

    [[nodiscard]] static bool parse(Scanner &in, Enable &out);
};

} // namespace digidig::imapproto
