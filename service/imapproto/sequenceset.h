// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <optional>
#include <vector>

namespace digidig::imapproto {

/// The numbers from `first` to `last`, both included; 1 ≤ first ≤ last.
struct NumberRange {
    quint32 first = 0;
    quint32 last = 0;

    bool operator==(const NumberRange &) const = default;
};

/// Numbers as ascending ranges that neither touch nor overlap.
class NumberRanges {
public:
    /// Adds @p number, or all of a range. Cheap when it comes in ascending order; else as far as
    /// the insertion has to move what lies behind. 0 is ignored.
    void add(quint32 number) { add(NumberRange{number, number}); }
    void add(NumberRange range);

    [[nodiscard]] bool isEmpty() const { return m_ranges.empty(); }
    /// How many numbers there are.
    [[nodiscard]] qint64 count() const;
    /// Logarithmic in the number of ranges.
    [[nodiscard]] bool contains(quint32 number) const;
    [[nodiscard]] const std::vector<NumberRange> &ranges() const { return m_ranges; }
    [[nodiscard]] auto begin() const { return m_ranges.begin(); }
    [[nodiscard]] auto end() const { return m_ranges.end(); }
    /// 0 when there are none.
    [[nodiscard]] quint32 smallest() const { return isEmpty() ? 0 : m_ranges.front().first; }
    [[nodiscard]] quint32 largest() const { return isEmpty() ? 0 : m_ranges.back().last; }

    /// `1:3,5` (`uid-set` of RFC 9051 §9), for ESEARCH, COPYUID, MODIFIED, VANISHED. Empty for
    /// none, which the grammar has no form for: write nothing then.
    [[nodiscard]] QByteArray toBytes() const;

    bool operator==(const NumberRanges &) const = default;

private:
    std::vector<NumberRange> m_ranges;
};

/// `sequence-set` of RFC 9051 §9 as a client wrote it, normalised: sequence numbers or UIDs, where
/// `*` is the largest in use, or `$`, what SEARCH saved last.
class SequenceSet {
public:
    /// No client's command may name more ranges than this.
    static constexpr int MaxRanges = 10'000;

    enum class Fault { None, Syntax, TooMany };
    /// Reads all of @p text; gives the reason when it is no set or has more than MaxRanges.
    [[nodiscard]] static std::optional<SequenceSet> parse(
        QByteArrayView text, Fault *fault = nullptr);
    /// The set of just these numbers.
    [[nodiscard]] static SequenceSet of(NumberRanges numbers);

    /// `$` (RFC 9051 §6.4.4.1): the session has to put what it saved in its place.
    [[nodiscard]] bool isSaved() const { return m_saved; }
    /// It names `*`, so that what it means depends on the mailbox.
    [[nodiscard]] bool hasStar() const { return m_starFrom != 0; }

    /// The numbers it names when @p largest is the largest in use: `*` is that, `n:*` holds it even
    /// when n is larger (RFC 9051 §9 `seq-range`). Numbers above @p largest are left out; nothing
    /// when @p largest is 0. Of `$` nothing.
    [[nodiscard]] NumberRanges resolved(quint32 largest) const;
    [[nodiscard]] bool contains(quint32 number, quint32 largest) const;

    /// For sequence numbers: some number in it is above @p count, the number of messages, `*`
    /// counts when there are none; the command is BAD then (RFC 9051 §9 `seq-number`).
    [[nodiscard]] bool exceeds(quint32 count) const;

    /// The numbers it names without `*`.
    [[nodiscard]] const NumberRanges &numbers() const { return m_numbers; }
    /// A legal spelling of it.
    [[nodiscard]] QByteArray toBytes() const;

    bool operator==(const SequenceSet &) const = default;

private:
    NumberRanges m_numbers;
    /// All ranges with `*` together are min(this, largest):largest, whatever the largest is; 0: no
    /// `*`; a lone `*` is the largest possible number.
    quint32 m_starFrom = 0;
    quint32 m_named = 0; ///< The largest number that was named.
    bool m_saved = false;
};

} // namespace digidig::imapproto
