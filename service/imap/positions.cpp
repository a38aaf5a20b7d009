// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/positions.h"

#include <algorithm>

namespace digidig::imap {

PositionSpans PositionSpans::whole(qsizetype size)
{
    PositionSpans all;
    all.append(0, size);
    return all;
}

void PositionSpans::append(qsizetype first, qsizetype end)
{
    if (first >= end)
        return;
    if (!m_spans.empty() && first <= m_spans.back().second)
        m_spans.back().second = std::max(m_spans.back().second, end);
    else
        m_spans.emplace_back(first, end);
}

bool PositionSpans::contains(qsizetype position) const
{
    const auto after = std::upper_bound(m_spans.begin(), m_spans.end(), position,
        [](qsizetype value, const Span &span) { return value < span.first; });
    return after != m_spans.begin() && position < std::prev(after)->second;
}

qsizetype PositionSpans::count() const
{
    qsizetype count = 0;
    for (const auto &[first, end] : m_spans)
        count += end - first;
    return count;
}

PositionSpans PositionSpans::intersected(const PositionSpans &other) const
{
    PositionSpans both;
    auto a = m_spans.begin();
    auto b = other.m_spans.begin();
    while (a != m_spans.end() && b != other.m_spans.end()) {
        both.append(std::max(a->first, b->first), std::min(a->second, b->second));
        if (a->second < b->second)
            ++a;
        else
            ++b;
    }
    return both;
}

PositionSpans PositionSpans::united(const PositionSpans &other) const
{
    std::vector<Span> all;
    all.reserve(m_spans.size() + other.m_spans.size());
    std::merge(m_spans.begin(), m_spans.end(), other.m_spans.begin(), other.m_spans.end(),
        std::back_inserter(all));
    PositionSpans either;
    for (const auto &[first, end] : all)
        either.append(first, end);
    return either;
}

bool contains(const UidSpans &uids, core::Uid uid)
{
    const auto after = std::upper_bound(uids.begin(), uids.end(), uid,
        [](core::Uid value, const auto &span) { return value < span.first; });
    return after != uids.begin() && uid < std::prev(after)->second;
}

PositionSpans spansOfUids(const mail::MailboxView &view, const UidSpans &uids)
{
    PositionSpans spans;
    for (const auto &[first, end] : uids)
        spans.append(view.lowerBound(first), view.lowerBound(end));
    return spans;
}

PositionSpans spansOf(const mail::MailboxView &view, const std::vector<core::Uid> &saved,
    const imapproto::SequenceSet &set, bool uid)
{
    PositionSpans spans;
    if (set.isSaved()) {
        for (const core::Uid one : saved) {
            const qsizetype position = view.find(one);
            if (position >= 0)
                spans.append(position, position + 1);
        }
        return spans;
    }
    if (!uid) {
        const imapproto::NumberRanges numbers = set.resolved(quint32(view.size()));
        for (const imapproto::NumberRange &range : numbers)
            spans.append(qsizetype(range.first) - 1, qsizetype(range.last));
        return spans;
    }
    const quint32 largest = view.isEmpty() ? 0 : view.at(view.size() - 1).uid.value;
    const imapproto::NumberRanges numbers = set.resolved(largest);
    for (const imapproto::NumberRange &range : numbers) {
        const qsizetype end =
            range.last == largest ? view.size() : view.lowerBound({range.last + 1});
        spans.append(view.lowerBound({range.first}), end);
    }
    return spans;
}

std::vector<core::Uid> uidsAt(const mail::MailboxView &view, const Positions &positions)
{
    std::vector<core::Uid> uids;
    uids.reserve(positions.size());
    for (const qsizetype position : positions)
        uids.push_back(view.at(position).uid);
    return uids;
}

std::vector<core::Uid> uidsAt(const mail::MailboxView &view, const PositionSpans &positions)
{
    std::vector<core::Uid> uids;
    uids.reserve(size_t(positions.count()));
    for (const auto &[first, end] : positions.spans()) {
        view.each(first, end, [&uids](qsizetype, const mail::IndexRow &row) {
            uids.push_back(row.uid);
            return true;
        });
    }
    return uids;
}

imapproto::NumberRanges missingUids(
    const mail::MailboxView &view, const imapproto::NumberRanges &uids)
{
    imapproto::NumberRanges missing;
    for (const imapproto::NumberRange &range : uids) {
        quint64 next = range.first; // May come to lie behind the largest UID there can be.
        view.each(
            view.lowerBound({range.first}), view.size(), [&](qsizetype, const mail::IndexRow &row) {
                if (row.uid.value > range.last)
                    return false;
                if (row.uid.value > next)
                    missing.add({quint32(next), row.uid.value - 1});
                next = quint64(row.uid.value) + 1;
                return true;
            });
        if (next <= range.last)
            missing.add({quint32(next), range.last});
    }
    return missing;
}

} // namespace digidig::imap
