// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QString>

namespace digidig::imapproto {

class Scanner;

/// RENAME (RFC 9051 §6.3.6).
struct Rename {
    static constexpr CommandTraits Traits{.name = "RENAME", .states = LoggedIn};

    QString from;
    QString to;

    [[nodiscard]] static bool parse(Scanner &in, Rename &out);
};

} // namespace digidig::imapproto
