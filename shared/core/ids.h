// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHashFunctions>

#include <compare>

namespace digidig::core {

/// An integer that cannot be mixed up with another kind of integer. 0 means "none".
template <typename Tag, typename Rep = qint64>
struct StrongId {
    Rep value = 0;

    constexpr explicit operator bool() const { return value != 0; }
    constexpr auto operator<=>(const StrongId &) const = default;
    friend size_t qHash(StrongId id, size_t seed = 0) { return ::qHash(id.value, seed); }
};

using AccountId = StrongId<struct AccountTag>;
using MailboxId = StrongId<struct MailboxTag>;
/// A message in a mailbox (row identity; the public id is a UUID string).
using MessageId = StrongId<struct MessageTag>;
/// A distinct content, shared by every copy of it.
using ContentId = StrongId<struct ContentTag>;
using Uid = StrongId<struct UidTag, quint32>;
/// RFC 7162 modification sequence, counted per account.
using ModSeq = StrongId<struct ModSeqTag, qint64>;

} // namespace digidig::core
