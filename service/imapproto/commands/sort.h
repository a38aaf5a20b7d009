// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"
#include "imapproto/searchkey.h"

#include <vector>

namespace digidig::imapproto {

class Scanner;

/// SORT and UID SORT (RFC 5256 §3; RETURN as in RFC 5267 §3).
struct Sort {
    static constexpr CommandTraits Traits{
        .name = "SORT", .states = Selected, .uidForm = true, .holdsNumbers = true};

    enum class Key { Arrival, Cc, Date, From, Size, Subject, To };
    struct Criterion {
        Key key = Key::Arrival;
        bool reverse = false;

        bool operator==(const Criterion &) const = default;
    };
    /// Most criteria of one command.
    static constexpr int MaxCriteria = 20;

    bool uid = false;
    SearchReturn returns;
    std::vector<Criterion> criteria; ///< At least one.
    SearchKey key;

    [[nodiscard]] static bool parse(Scanner &in, Sort &out);
};

} // namespace digidig::imapproto
