// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QString>

namespace digidig::imapproto {

class Scanner;

/// DELETE (RFC 9051 §6.3.5).
struct Delete {
    static constexpr CommandTraits Traits{.name = "DELETE", .states = LoggedIn};

    QString mailbox;

    [[nodiscard]] static bool parse(Scanner &in, Delete &out);
};

} // namespace digidig::imapproto
