// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QString>

namespace digidig::imapproto {

class Scanner;

/// LSUB (RFC 3501 §6.3.9); gone in RFC 9051.
struct Lsub {
    static constexpr CommandTraits Traits{.name = "LSUB", .states = LoggedIn};

    QString reference;
    QString pattern;

    [[nodiscard]] static bool parse(Scanner &in, Lsub &out);
};

} // namespace digidig::imapproto
