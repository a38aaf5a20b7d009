// SPDX-License-Identifier: GPL-3.0-or-later
#include "imapproto/sequenceset.h"

#include "imapproto/grammar.h"

#include <algorithm>
#include <limits>

namespace digidig::imapproto {

namespace {

constexpr quint32 Largest = std::numeric_limits<quint32>::max();

/// One `seq-number` off the front of @p text: the number, 0 for `*`, nothing for neither.
std::optional<quint32> takeNumber(QByteArrayView &text)
{
    if (text.startsWith('*')) {
        text = text.sliced(1);
        return 0;
    }
    quint64 value = 0;
    qsizetype length = 0;
    for (; length < text.size() && isDigit(text[length]); ++length) {
        value = value * 10 + quint64(text[length] - '0');
        if (value == 0 || value > Largest) // A leading zero is no `nz-number`.
            return {};
    }
    if (length == 0)
        return {};
    text = text.sliced(length);
    return quint32(value);
}

} // namespace

void NumberRanges::add(NumberRange range)
{
    range.first = std::max(range.first, 1U);
    if (range.last < range.first)
        return;
    if (m_ranges.empty() || range.first - 1 > m_ranges.back().last) {
        m_ranges.push_back(range);
        return;
    }
    // The first that touches or overlaps, and the first behind it that does not.
    const auto begin = std::partition_point(m_ranges.begin(), m_ranges.end(),
        [&](const NumberRange &r) { return r.last < range.first - 1; });
    const auto end = std::partition_point(
        begin, m_ranges.end(), [&](const NumberRange &r) { return r.first - 1 <= range.last; });
    if (begin == end) {
        m_ranges.insert(begin, range);
        return;
    }
    begin->first = std::min(begin->first, range.first);
    begin->last = std::max((end - 1)->last, range.last);
    m_ranges.erase(begin + 1, end);
}

qint64 NumberRanges::count() const
{
    qint64 sum = 0;
    for (const NumberRange &range : m_ranges)
        sum += qint64(range.last) - range.first + 1;
    return sum;
}

bool NumberRanges::contains(quint32 number) const
{
    const auto it = std::partition_point(
        m_ranges.begin(), m_ranges.end(), [&](const NumberRange &r) { return r.last < number; });
    return it != m_ranges.end() && it->first <= number;
}

QByteArray NumberRanges::toBytes() const
{
    QByteArray out;
    for (const NumberRange &range : m_ranges) {
        if (!out.isEmpty())
            out += ',';
        out += QByteArray::number(range.first);
        if (range.last != range.first)
            out += ':' + QByteArray::number(range.last);
    }
    return out;
}

std::optional<SequenceSet> SequenceSet::parse(QByteArrayView text, Fault *fault)
{
    const auto fail = [fault](Fault reason) -> std::optional<SequenceSet> {
        if (fault)
            *fault = reason;
        return {};
    };
    SequenceSet set;
    if (text == "$") {
        set.m_saved = true;
        return set;
    }
    std::vector<NumberRange> ranges;
    for (int count = 1;; ++count) {
        if (count > MaxRanges)
            return fail(Fault::TooMany);
        const auto first = takeNumber(text);
        auto last = first;
        if (first && text.startsWith(':')) {
            text = text.sliced(1);
            last = takeNumber(text);
        }
        if (!first || !last)
            return fail(Fault::Syntax);
        set.m_named = std::max({set.m_named, *first, *last});
        if (*first == 0 || *last == 0) {
            const quint32 other = std::max(*first, *last);
            const quint32 from = other == 0 ? Largest : other;
            set.m_starFrom = set.m_starFrom == 0 ? from : std::min(set.m_starFrom, from);
        } else {
            ranges.push_back({std::min(*first, *last), std::max(*first, *last)});
        }
        if (text.isEmpty())
            break;
        if (text[0] != ',')
            return fail(Fault::Syntax);
        text = text.sliced(1);
    }
    std::sort(ranges.begin(), ranges.end(),
        [](const NumberRange &a, const NumberRange &b) { return a.first < b.first; });
    for (const NumberRange &range : ranges)
        set.m_numbers.add(range);
    return set;
}

SequenceSet SequenceSet::of(NumberRanges numbers)
{
    SequenceSet set;
    set.m_named = numbers.largest();
    set.m_numbers = std::move(numbers);
    return set;
}

NumberRanges SequenceSet::resolved(quint32 largest) const
{
    NumberRanges out;
    if (largest == 0)
        return out;
    for (const NumberRange &range : m_numbers) {
        if (range.first > largest)
            break;
        out.add(NumberRange{range.first, std::min(range.last, largest)});
    }
    if (hasStar())
        out.add(NumberRange{std::min(m_starFrom, largest), largest});
    return out;
}

bool SequenceSet::contains(quint32 number, quint32 largest) const
{
    if (number == 0 || number > largest)
        return false;
    return m_numbers.contains(number) || (hasStar() && number >= std::min(m_starFrom, largest));
}

bool SequenceSet::exceeds(quint32 count) const
{
    return m_named > count || (hasStar() && count == 0);
}

QByteArray SequenceSet::toBytes() const
{
    if (m_saved)
        return "$";
    QByteArray out = m_numbers.toBytes();
    if (hasStar()) {
        if (!out.isEmpty())
            out += ',';
        if (m_starFrom != Largest)
            out += QByteArray::number(m_starFrom) + ':';
        out += '*';
    }
    return out;
}

} // namespace digidig::imapproto
