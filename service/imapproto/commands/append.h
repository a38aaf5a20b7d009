// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/commandtraits.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>
#include <vector>

namespace digidig::imapproto {

class Scanner;

/// APPEND (RFC 9051 §6.3.12), MULTIAPPEND (RFC 3502), literal8 (RFC 3516), UTF8 (RFC 6855 §4).
struct Append {
    static constexpr CommandTraits Traits{.name = "APPEND", .states = LoggedIn};

    struct Message {
        QStringList flags; ///< As the client wrote them; `\Recent` may be among them.
        std::optional<qint64> internalDate; ///< Milliseconds since the epoch.
        QByteArray bytes; ///< The literal itself, not a copy. Empty: the client gave up (RFC 3502
                          ///< §6.3.11).
        bool binary = false; ///< literal8.
        bool utf8 = false; ///< `UTF8 (~{…})`: header fields may be UTF-8.
    };
    QString mailbox;
    std::vector<Message> messages; ///< At least one; all of them or none are to be stored.

    [[nodiscard]] static bool parse(Scanner &in, Append &out);
};

} // namespace digidig::imapproto
