// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArrayView>

namespace digidig::imapproto {

/// The states of a session (RFC 9051 §3) as bits, to say where a command is legal.
enum States : quint8 {
    NotAuthenticated = 1,
    Authenticated = 2,
    Selected = 4,
    AnyState = NotAuthenticated | Authenticated | Selected,
    LoggedIn = Authenticated | Selected,
};

/// What is known of a command without its arguments; every command has one as `Traits`.
struct CommandTraits {
    const char *name = ""; ///< In upper case.
    quint8 states = AnyState;
    /// There is a form `UID name`; the struct has a member `uid`.
    bool uidForm = false;
    /// Without `uid` it deals in sequence numbers, so no EXPUNGE may be sent before it is done
    /// (RFC 9051 §7.5.1; RFC 5256 §1 for SORT and THREAD).
    bool holdsNumbers = false;
    /// Its arguments are credentials: never into a log or a transcript.
    bool secret = false;
};

} // namespace digidig::imapproto
