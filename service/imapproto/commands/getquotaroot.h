// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QString>

namespace digidig::imapproto {

class Scanner;

/// GETQUOTAROOT (RFC 9208 §4.1.2).
struct GetQuotaRoot {
    static constexpr CommandTraits Traits{.name = "GETQUOTAROOT", .states = LoggedIn};

    QString mailbox;

    [[nodiscard]] static bool parse(Scanner &in, GetQuotaRoot &out);
};

} // namespace digidig::imapproto
