// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace digidig::core {

/// What went wrong, in the words every protocol maps once to its own codes.
enum class Errc {
    Invalid, ///< The caller's input is malformed or out of range.
    Unauthorized, ///< No or wrong credentials.
    Forbidden, ///< Known caller, not allowed.
    NotFound,
    AlreadyExists,
    Conflict, ///< A precondition (ETag, UNCHANGEDSINCE, state) does not hold.
    TooLarge,
    LimitExceeded, ///< A configured limit or rate was reached.
    QuotaExceeded,
    StoreFull, ///< The disk or database is full.
    Timeout,
    Unavailable,
    Corrupt, ///< Stored data does not match its hash or format.
    Internal,
};

/// The stable lower-case name of @p code, as it appears in logs and metrics.
[[nodiscard]] QByteArrayView slug(Errc code);

/// A failure as a value.
struct Error {
    Errc errc = Errc::Internal;
    QString message = {}; ///< Safe to show to a client.
    QString detail = {}; ///< For the log only.
    QByteArray slug = {}; ///< Narrows `errc`, for example `mailbox_not_found`; empty: the general one.
    QString field = {}; ///< The member of the input that is wrong; empty: all of it.
};

} // namespace digidig::core
