// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"
#include "imapproto/searchkey.h"

namespace digidig::imapproto {

class Scanner;

/// SEARCH and UID SEARCH (RFC 9051 §6.4.4).
struct Search {
    static constexpr CommandTraits Traits{
        .name = "SEARCH", .states = Selected, .uidForm = true, .holdsNumbers = true};

    bool uid = false;
    SearchReturn returns;
    SearchKey key;

    [[nodiscard]] static bool parse(Scanner &in, Search &out);
};

} // namespace digidig::imapproto
