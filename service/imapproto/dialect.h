// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace digidig::imapproto {

/// What a client has switched on that changes how bytes are read and written.
struct Dialect {
    bool rev2 = false; ///< ENABLE IMAP4rev2 (RFC 9051 §6.3.1).
    bool utf8Accept = false; ///< ENABLE UTF8=ACCEPT (RFC 6855 §3).

    /// Mailbox names are UTF-8, not modified UTF-7, and quoted strings to the client may hold
    /// UTF-8.
    [[nodiscard]] constexpr bool utf8() const { return rev2 || utf8Accept; }
};

} // namespace digidig::imapproto
