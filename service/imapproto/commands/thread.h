// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"
#include "imapproto/searchkey.h"

namespace digidig::imapproto {

class Scanner;

/// THREAD and UID THREAD (RFC 5256 §3). An algorithm that is not here is BAD.
struct Thread {
    static constexpr CommandTraits Traits{
        .name = "THREAD", .states = Selected, .uidForm = true, .holdsNumbers = true};

    enum class Algorithm { OrderedSubject, References };

    bool uid = false;
    Algorithm algorithm = Algorithm::References;
    SearchKey key;

    [[nodiscard]] static bool parse(Scanner &in, Thread &out);
};

} // namespace digidig::imapproto
