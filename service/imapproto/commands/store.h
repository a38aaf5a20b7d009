// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"
#include "imapproto/sequenceset.h"

#include <QtCore/QStringList>

#include <optional>

namespace digidig::imapproto {

class Scanner;

/// STORE and UID STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3).
struct Store {
    static constexpr CommandTraits Traits{
        .name = "STORE", .states = Selected, .uidForm = true, .holdsNumbers = true};

    enum class Change { Replace, Add, Remove };

    bool uid = false;
    SequenceSet set;
    std::optional<quint64> unchangedSince;
    Change change = Change::Replace;
    bool silent = false;
    QStringList flags; ///< As the client wrote them; `\Recent` may be among them.

    [[nodiscard]] static bool parse(Scanner &in, Store &out);
};

} // namespace digidig::imapproto
