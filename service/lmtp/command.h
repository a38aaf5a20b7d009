// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lmtp/path.h"
#include "lmtp/reply.h"

#include <optional>
#include <variant>

namespace digidig::lmtp {

// The commands of LMTP (RFC 2033) with the extensions that LHLO names.

struct Lhlo {
    QByteArray name; ///< Printable ASCII without spaces.
};
struct Mail {
    Path sender;
    std::optional<qint64> size = {}; ///< RFC 1870.
    bool utf8 = false; ///< RFC 6531.
};
struct Rcpt {
    Path recipient;
};
struct Data { };
struct Bdat { ///< RFC 3030.
    qint64 bytes = 0;
    bool last = false;
};
struct Rset { };
struct Noop { };
struct Quit { };
struct Vrfy { };
struct Help { };
struct StartTls { }; ///< RFC 3207.
/// What is no command.
struct Wrong {
    Reply reply;
    bool close = false; ///< What follows cannot be told from it.
};

using Command =
    std::variant<Lhlo, Mail, Rcpt, Data, Bdat, Rset, Noop, Quit, Vrfy, Help, StartTls, Wrong>;

/// Reads one line, without its end. Pure.
[[nodiscard]] Command parseCommand(QByteArrayView line);

} // namespace digidig::lmtp
