// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/sorting.h"

#include "mime/fold.h"
#include "mime/text.h"
#include "mime/wireenvelope.h"

#include <algorithm>
#include <numeric>

namespace digidig::imap {

namespace {

using Key = imapproto::Sort::Key;
using Criterion = imapproto::Sort::Criterion;

bool isText(Key key)
{
    return key == Key::Cc || key == Key::From || key == Key::Subject || key == Key::To;
}

/// What the messages are compared by in one criterion, as many values as messages.
struct Column {
    Criterion by;
    std::vector<qint64> numbers = {};
    std::vector<QByteArray> texts = {};

    void add(const mail::IndexRow &row, const mail::ContentFacts *facts)
    {
        if (by.key == Key::Arrival)
            numbers.push_back(row.receivedMs);
        else if (by.key == Key::Size)
            numbers.push_back(row.size);
        else if (by.key == Key::Date)
            numbers.push_back(facts->dateMs.value_or(row.receivedMs)); // RFC 5256 §2.2
        else
            texts.push_back(mime::casemap(textOf(*facts)).toUtf8());
    }

    /// Less than 0: @p a comes first.
    [[nodiscard]] int compare(size_t a, size_t b) const
    {
        const int order =
            texts.empty() ? compared(numbers[a], numbers[b]) : texts[a].compare(texts[b]);
        return by.reverse ? -order : order;
    }

private:
    static int compared(qint64 a, qint64 b) { return a < b ? -1 : a > b ? 1 : 0; }

    [[nodiscard]] QString textOf(const mail::ContentFacts &facts) const
    {
        if (by.key == Key::Subject)
            return mime::threadSubject(facts.subject);
        using mime::WireEnvelope;
        const WireEnvelope envelope(facts.envelope);
        const auto &list = envelope.addresses(by.key == Key::From ? WireEnvelope::From
                : by.key == Key::To                               ? WireEnvelope::To
                                                                  : WireEnvelope::Cc);
        // addr-mailbox of the first address; where a group comes first, that is its name.
        return list.empty() ? QString() : QString::fromUtf8(list.front().mailbox.value_or(""));
    }
};

/// One for each criterion that can make a difference: a key decides once.
std::vector<Column> columnsFor(const std::vector<Criterion> &criteria)
{
    std::vector<Column> columns;
    for (const Criterion &one : criteria) {
        if (std::none_of(columns.begin(), columns.end(),
                [&one](const Column &column) { return column.by.key == one.key; }))
            columns.push_back({.by = one});
    }
    return columns;
}

quint32 partsFor(const std::vector<Column> &columns)
{
    quint32 parts = 0;
    for (const Column &column : columns) {
        if (column.by.key == Key::Date || column.by.key == Key::Subject)
            parts |= mail::SortPart;
        else if (isText(column.by.key))
            parts |= mail::EnvelopePart;
    }
    return parts;
}

} // namespace

core::Result<Positions> sorted(Positions found, const std::vector<Criterion> &criteria,
    const mail::MailboxView &view, mail::MailboxAccess &access, const std::atomic<bool> &gone)
{
    std::vector<Column> columns = columnsFor(criteria);
    for (Column &column : columns) {
        if (isText(column.by.key))
            column.texts.reserve(found.size());
        else
            column.numbers.reserve(found.size());
    }
    const quint32 parts = partsFor(columns);
    if (parts == 0) {
        for (const qsizetype position : found) {
            const mail::IndexRow &row = view.at(position);
            for (Column &column : columns)
                column.add(row, nullptr);
        }
    } else {
        const core::Result<void> done = eachWithFacts(view, found, parts, access, gone,
            [&](qsizetype, const mail::IndexRow &row, const mail::ContentFacts &facts) {
                for (Column &column : columns)
                    column.add(row, &facts);
            });
        if (!done)
            return done.error();
    }
    std::vector<quint32> order(found.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&columns](quint32 a, quint32 b) {
        for (const Column &column : columns) {
            if (const int by = column.compare(a, b))
                return by < 0;
        }
        return a < b; // `found` ascends.
    });
    Positions result;
    result.reserve(found.size());
    for (const quint32 i : order)
        result.push_back(found[i]);
    return result;
}

} // namespace digidig::imap
