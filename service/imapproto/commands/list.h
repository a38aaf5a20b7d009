// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"
#include "imapproto/statusitem.h"

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <vector>

namespace digidig::imapproto {

class Scanner;

/// LIST (RFC 9051 §6.3.9; RFC 5258, 5819, 6154). RECURSIVEMATCH comes only beside SUBSCRIBED or
/// SPECIAL-USE; otherwise it is BAD.
struct List {
    static constexpr CommandTraits Traits{.name = "LIST", .states = LoggedIn};

    /// Most patterns of one command.
    static constexpr int MaxPatterns = 100;

    QString reference; ///< Put before each pattern.
    QStringList patterns; ///< With `*` and `%`; one that is empty asks for the delimiter.
    bool extended = false; ///< Has options or a list of patterns: RFC 5258, not RFC 3501.

    // Selection options.
    bool selectSubscribed = false;
    bool selectRemote = false;
    bool selectSpecialUse = false;
    bool recursiveMatch = false;

    // Return options.
    bool returnSubscribed = false;
    bool returnChildren = false;
    bool returnSpecialUse = false;
    std::vector<StatusItem> returnStatus; ///< RFC 5819.

    [[nodiscard]] static bool parse(Scanner &in, List &out);
};

} // namespace digidig::imapproto
