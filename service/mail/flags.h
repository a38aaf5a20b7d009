// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QtCore/QByteArray>
#include <QtCore/QStringList>

namespace digidig::mail {

/// System flags of RFC 9051 §2.3.2 as bits; `\Recent` is a property of a session, never stored.
enum SystemFlag : quint32 {
    Seen = 1U << 0,
    Answered = 1U << 1,
    Flagged = 1U << 2,
    Deleted = 1U << 3,
    Draft = 1U << 4,
};

/// The flags of one message: system flags and keywords (sorted, unique, compared without case).
struct Flags {
    quint32 system = 0;
    QStringList keywords = {};

    [[nodiscard]] bool has(SystemFlag flag) const { return (system & flag) != 0; }
    bool operator==(const Flags &) const = default;
};

/// The most keywords one message may carry, and the longest keyword in characters.
inline constexpr int MaxKeywords = 64;
inline constexpr int MaxKeywordLength = 64;

/// Reads `\Seen`, `$Forwarded`, `work` …; also `seen`, `flagged` without backslash for the REST contract.
/// Fails with Invalid on an unknown system flag, an illegal keyword character, or too many.
[[nodiscard]] core::Result<Flags> parseFlags(const QStringList &names);

/// The names as IMAP writes them: system flags first, then keywords.
[[nodiscard]] QStringList flagNames(const Flags &flags);

/// A change of flags: first `set` (when given) replaces all, then `add`, then `remove`.
struct FlagChange {
    bool replace = false;
    Flags set = {};
    Flags add = {};
    Flags remove = {};

    [[nodiscard]] Flags applied(const Flags &to) const;
    [[nodiscard]] bool isEmpty() const;
};

} // namespace digidig::mail
