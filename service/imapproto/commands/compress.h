// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QByteArray>

namespace digidig::imapproto {

class Scanner;

/// COMPRESS (RFC 4978).
struct Compress {
    static constexpr CommandTraits Traits{.name = "COMPRESS", .states = LoggedIn};

    QByteArray algorithm; ///< In upper case: `DEFLATE`, or one that is not known.

    [[nodiscard]] static bool parse(Scanner &in, Compress &out);
};

} // namespace digidig::imapproto
