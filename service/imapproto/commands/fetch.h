// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"
#include "imapproto/fetchitem.h"
#include "imapproto/sequenceset.h"

#include <optional>
#include <vector>

namespace digidig::imapproto {

class Scanner;

/// FETCH and UID FETCH (RFC 9051 §6.4.5, RFC 7162 §3.1.4, §3.2.6).
struct Fetch {
    static constexpr CommandTraits Traits{
        .name = "FETCH", .states = Selected, .uidForm = true, .holdsNumbers = true};

    bool uid = false;
    SequenceSet set;
    /// With what is implied: UID of UID FETCH (RFC 9051 §6.4.9), MODSEQ of CHANGEDSINCE (RFC 7162
    /// §3.1.4.1).
    std::vector<FetchItem> items;
    std::optional<quint64> changedSince;
    bool vanished = false; ///< Only with `uid` and `changedSince`.

    [[nodiscard]] static bool parse(Scanner &in, Fetch &out);
};

} // namespace digidig::imapproto
