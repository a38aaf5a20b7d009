// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"
#include "imapproto/statusitem.h"

#include <QtCore/QString>

#include <vector>

namespace digidig::imapproto {

class Scanner;

/// STATUS (RFC 9051 §6.3.11).
struct Status {
    static constexpr CommandTraits Traits{.name = "STATUS", .states = LoggedIn};

    QString mailbox;
    std::vector<StatusItem> items;

    [[nodiscard]] static bool parse(Scanner &in, Status &out);
};

} // namespace digidig::imapproto
