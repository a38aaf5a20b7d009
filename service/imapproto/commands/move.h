// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"
#include "imapproto/sequenceset.h"

#include <QtCore/QString>

namespace digidig::imapproto {

class Scanner;

/// MOVE and UID MOVE (RFC 9051 §6.4.8).
struct Move {
    static constexpr CommandTraits Traits{.name = "MOVE", .states = Selected, .uidForm = true};

    bool uid = false;
    SequenceSet set;
    QString mailbox;

    [[nodiscard]] static bool parse(Scanner &in, Move &out);
};

} // namespace digidig::imapproto
