// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QByteArray>

#include <vector>

namespace digidig::imapproto {

class Scanner;

/// ID (RFC 2971).
struct Id {
    static constexpr CommandTraits Traits{.name = "ID", .states = AnyState};

    /// Most fields, and most bytes of a name and a value (RFC 2971 §3.3).
    static constexpr int MaxFields = 30;
    static constexpr qsizetype MaxName = 30;
    static constexpr qsizetype MaxValue = 1024;

    struct Field {
        QByteArray name;
        QByteArray value; ///< Null: NIL.

        bool operator==(const Field &) const = default;
    };
    std::vector<Field> fields; ///< None: NIL.

    [[nodiscard]] static bool parse(Scanner &in, Id &out);
};

} // namespace digidig::imapproto
