// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QByteArray>

namespace digidig::imapproto {

class Scanner;

/// GETQUOTA (RFC 9208 §4.1.1).
struct GetQuota {
    static constexpr CommandTraits Traits{.name = "GETQUOTA", .states = LoggedIn};

    QByteArray root;

    [[nodiscard]] static bool parse(Scanner &in, GetQuota &out);
};

} // namespace digidig::imapproto
