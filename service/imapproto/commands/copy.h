// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"
#include "imapproto/sequenceset.h"

#include <QtCore/QString>

namespace digidig::imapproto {

class Scanner;

/// COPY and UID COPY (RFC 9051 §6.4.7).
struct Copy {
    static constexpr CommandTraits Traits{.name = "COPY", .states = Selected, .uidForm = true};

    bool uid = false;
    SequenceSet set;
    QString mailbox;

    [[nodiscard]] static bool parse(Scanner &in, Copy &out);
};

} // namespace digidig::imapproto
