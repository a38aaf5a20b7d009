// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/sequenceset.h"
#include "mail/mailboxindex.h"

#include <utility>
#include <vector>

namespace digidig::imap {

/// Places in a MailboxView, ascending: a sequence number less one.
using Positions = std::vector<qsizetype>;

/// Places in a MailboxView as spans, each from first to before second, ascending, apart from each
/// other, none empty.
class PositionSpans {
public:
    using Span = std::pair<qsizetype, qsizetype>;

    PositionSpans() = default;
    [[nodiscard]] static PositionSpans whole(qsizetype size);

    /// Adds the places from @p first to before @p end, none of which is below any that is there.
    void append(qsizetype first, qsizetype end);

    /// Logarithmic in the number of spans.
    [[nodiscard]] bool contains(qsizetype position) const;
    /// How many places there are.
    [[nodiscard]] qsizetype count() const;
    [[nodiscard]] const std::vector<Span> &spans() const { return m_spans; }
    [[nodiscard]] PositionSpans intersected(const PositionSpans &other) const;
    [[nodiscard]] PositionSpans united(const PositionSpans &other) const;

private:
    std::vector<Span> m_spans;
};

/// UIDs as ranges, each from first to before second, ascending, apart from each other.
using UidSpans = std::vector<std::pair<core::Uid, core::Uid>>;

/// Logarithmic in the number of ranges.
[[nodiscard]] bool contains(const UidSpans &uids, core::Uid uid);

/// The messages of @p view with those UIDs.
[[nodiscard]] PositionSpans spansOfUids(const mail::MailboxView &view, const UidSpans &uids);

/// The messages of @p view that @p set names, as UIDs or as sequence numbers; what is not there is
/// left out. `$` is @p saved, ascending. Costs the ranges of the set, not what they hold.
[[nodiscard]] PositionSpans spansOf(const mail::MailboxView &view,
    const std::vector<core::Uid> &saved, const imapproto::SequenceSet &set, bool uid);

/// The UIDs of the messages at @p positions, in the same order.
[[nodiscard]] std::vector<core::Uid> uidsAt(
    const mail::MailboxView &view, const Positions &positions);
[[nodiscard]] std::vector<core::Uid> uidsAt(
    const mail::MailboxView &view, const PositionSpans &positions);

/// Those of @p uids that no message of @p view has.
[[nodiscard]] imapproto::NumberRanges missingUids(
    const mail::MailboxView &view, const imapproto::NumberRanges &uids);

} // namespace digidig::imap
