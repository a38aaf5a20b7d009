// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"
#include "imapproto/sequenceset.h"

namespace digidig::imapproto {

class Scanner;

/// EXPUNGE (RFC 9051 §6.4.3), and UID EXPUNGE (§6.4.9), which has `uids`.
struct Expunge {
    static constexpr CommandTraits Traits{.name = "EXPUNGE", .states = Selected, .uidForm = true};

    bool uid = false;
    SequenceSet uids; ///< Only with `uid`.

    [[nodiscard]] static bool parse(Scanner &in, Expunge &out);
};

} // namespace digidig::imapproto
