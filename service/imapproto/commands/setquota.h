// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QByteArray>

#include <vector>

namespace digidig::imapproto {

class Scanner;

/// SETQUOTA (RFC 9208 §4.1.3).
struct SetQuota {
    static constexpr CommandTraits Traits{.name = "SETQUOTA", .states = LoggedIn};

    struct Limit {
        QByteArray resource; ///< In upper case: `STORAGE` (units of 1024 bytes), `MESSAGE` …
        quint64 limit = 0;

        bool operator==(const Limit &) const = default;
    };
    /// Most limits of one command.
    static constexpr int MaxLimits = 20;

    QByteArray root;
    std::vector<Limit> limits;

    [[nodiscard]] static bool parse(Scanner &in, SetQuota &out);
};

} // namespace digidig::imapproto
