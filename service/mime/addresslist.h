// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/message.h"

namespace digidig::mime {

/// One element of an address field, still in the bytes of the message.
struct RawAddress {
    enum class Kind { Mailbox, GroupBegin, GroupEnd };
    Kind kind = Kind::Mailbox;
    QByteArray name; ///< Display name without its quotes (of a group: the group's), or the comment.
    QByteArray local; ///< As written, quotes kept.
    QByteArray domain; ///< Empty if there is none.
    QByteArray route = {}; ///< `@a,@b` of an obsolete source route (RFC 5322 §4.4), else empty.

    /// `local` without RFC 5322 quoting, as ENVELOPE wants it.
    [[nodiscard]] QByteArray unquotedLocal() const;
};

/// Reads an unfolded address field (RFC 5322 §3.4, §4.4, and what is found in its place). Linear;
/// at most 10,000 elements. Groups always come in pairs of begin and end.
[[nodiscard]] std::vector<RawAddress> parseAddresses(QByteArrayView value);

/// The mailboxes among @p raw for display.
[[nodiscard]] QList<Address> displayAddresses(const std::vector<RawAddress> &raw);

} // namespace digidig::mime
