// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/searchcondition.h"

#include "imap/sentdate.h"
#include "mime/wireenvelope.h"

#include <algorithm>
#include <limits>

namespace digidig::imap {

namespace {

using imapproto::SearchKey;
using Kind = SearchCondition::Kind;
using Needs = SearchCondition::Needs;
using Where = mail::TextCondition::Where;

constexpr qint64 DayMs = 86'400'000;
constexpr qint64 Lowest = std::numeric_limits<qint64>::min();
constexpr qint64 Highest = std::numeric_limits<qint64>::max();

SearchCondition between(Kind kind, qint64 low, qint64 high)
{
    SearchCondition condition{.kind = kind, .low = low, .high = high};
    if (kind == Kind::Sent)
        condition.needs = Needs::Facts;
    return condition;
}

/// Before @p day, on it, or since it, by @p relation, -1 to 1; @p unit of the column in a day.
SearchCondition byDay(Kind kind, imapproto::Day day, int relation, qint64 unit)
{
    const qint64 begin = day * unit;
    return between(kind, relation < 0 ? Lowest : begin,
        relation < 0       ? begin
            : relation > 0 ? Highest
                           : begin + unit);
}

qint64 clamped(quint64 number)
{
    return number > quint64(Highest - 1) ? Highest - 1 : qint64(number);
}

/// So many seconds before now.
qint64 secondsAgo(const SearchScope &scope, quint64 seconds)
{
    constexpr quint64 Most = 1'000'000'000'000; // Earlier than any mail, and far from an overflow.
    return scope.nowMs - qint64(std::min(seconds, Most)) * 1000;
}

SearchCondition places(PositionSpans spans)
{
    SearchCondition condition{.kind = Kind::Places};
    condition.spans = std::move(spans);
    return condition;
}

SearchCondition namedPlaces(const imapproto::SequenceSet &set, bool uid, const SearchScope &scope)
{
    return places(spansOf(scope.view, scope.saved, set, uid));
}

SearchCondition flag(const QString &name)
{
    static constexpr std::pair<const char *, mail::SystemFlag> System[] = {
        {"\\Seen", mail::Seen},
        {"\\Answered", mail::Answered},
        {"\\Flagged", mail::Flagged},
        {"\\Deleted", mail::Deleted},
        {"\\Draft", mail::Draft},
    };
    for (const auto &[known, bit] : System) {
        if (name.compare(QLatin1String(known), Qt::CaseInsensitive) == 0)
            return {.kind = Kind::SystemFlag, .flag = bit};
    }
    return {.kind = Kind::Keyword, .text = name};
}

SearchCondition text(Where where, const SearchKey &key)
{
    // Header fields are shorter than bodies.
    constexpr int Short = 1;
    constexpr int Long = 10;
    SearchCondition condition{.kind = Kind::Text, .needs = Needs::Text};
    condition.cost = where == Where::Body || where == Where::Text ? Long : Short;
    condition.condition = {.where = where, .text = key.text};
    if (where == Where::Header)
        condition.condition.field = QString::fromUtf8(key.field);
    return condition;
}

SearchCondition junction(Kind kind, std::vector<SearchCondition> parts)
{
    std::stable_sort(parts.begin(), parts.end(), [](const SearchCondition &a, const SearchCondition &b) {
        return std::pair(a.needs, a.cost) < std::pair(b.needs, b.cost);
    });
    // What needs the same beyond which there is only text to ask for, is answered by one look.
    SearchCondition whole{.kind = kind};
    for (const Needs needs : {Needs::Row, Needs::Facts}) {
        const auto first = std::find_if(parts.begin(), parts.end(),
            [needs](const SearchCondition &part) { return part.needs == needs; });
        const auto end = std::find_if(
            first, parts.end(), [needs](const SearchCondition &part) { return part.needs != needs; });
        if (first == end)
            continue;
        SearchCondition group{.kind = kind, .needs = needs, .together = true};
        group.parts.assign(std::move_iterator(first), std::move_iterator(end));
        parts.erase(first, end);
        if (parts.empty() && whole.parts.empty())
            return group;
        whole.parts.push_back(std::move(group));
    }
    for (SearchCondition &part : parts)
        whole.parts.push_back(std::move(part));
    for (const SearchCondition &part : whole.parts) {
        whole.needs = std::max(whole.needs, part.needs);
        whole.cost += part.cost;
    }
    return whole;
}

SearchCondition inverted(SearchCondition part)
{
    SearchCondition condition{.kind = Kind::Not, .needs = part.needs};
    condition.cost = part.cost;
    condition.parts.push_back(std::move(part));
    return condition;
}

std::optional<imapproto::Day> sentDay(const mail::ContentFacts &facts)
{
    const mime::WireEnvelope envelope(facts.envelope);
    return envelope.date() ? writtenDay(*envelope.date()) : std::nullopt;
}

bool isIn(qint64 value, const SearchCondition &condition)
{
    return value >= condition.low && (value < condition.high || condition.high == Highest);
}

} // namespace

SearchCondition prepare(const SearchKey &key, const SearchScope &scope)
{
    using From = SearchKey::Kind;
    switch (key.kind) {
    case From::All:
    case From::SaveDateSupported:
        return {};
    case From::And:
    case From::Or: {
        std::vector<SearchCondition> parts;
        parts.reserve(key.keys.size());
        for (const SearchKey &part : key.keys)
            parts.push_back(prepare(part, scope));
        return junction(key.kind == From::And ? Kind::And : Kind::Or, std::move(parts));
    }
    case From::Not:
        return inverted(prepare(key.keys.front(), scope));
    case From::Sequence:
        return namedPlaces(key.set, false, scope);
    case From::Uid:
        return namedPlaces(key.set, true, scope);
    case From::Flag:
        return flag(key.text);
    case From::Recent:
        return places(spansOfUids(scope.view, scope.recent));
    case From::Before:
        return byDay(Kind::Received, key.day, -1, DayMs);
    case From::On:
        return byDay(Kind::Received, key.day, 0, DayMs);
    case From::Since:
        return byDay(Kind::Received, key.day, 1, DayMs);
    case From::SentBefore:
        return byDay(Kind::Sent, key.day, -1, 1);
    case From::SentOn:
        return byDay(Kind::Sent, key.day, 0, 1);
    case From::SentSince:
        return byDay(Kind::Sent, key.day, 1, 1);
    case From::SavedBefore:
        return byDay(Kind::Saved, key.day, -1, DayMs);
    case From::SavedOn:
        return byDay(Kind::Saved, key.day, 0, DayMs);
    case From::SavedSince:
        return byDay(Kind::Saved, key.day, 1, DayMs);
    case From::Older:
        return between(Kind::Received, Lowest, secondsAgo(scope, key.number) + 1);
    case From::Younger:
        return between(Kind::Received, secondsAgo(scope, key.number), Highest);
    case From::Larger:
        return between(Kind::Size, clamped(key.number) + 1, Highest);
    case From::Smaller:
        return between(Kind::Size, Lowest, clamped(key.number));
    case From::Header:
        return text(Where::Header, key);
    case From::Bcc:
        return text(Where::Bcc, key);
    case From::Cc:
        return text(Where::Cc, key);
    case From::From:
        return text(Where::From, key);
    case From::Subject:
        return text(Where::Subject, key);
    case From::To:
        return text(Where::To, key);
    case From::Body:
        return text(Where::Body, key);
    case From::Text:
        return text(Where::Text, key);
    case From::ModSeq:
        return between(Kind::ModSeq, clamped(key.number), Highest);
    case From::EmailId:
        return {.kind = Kind::EmailId, .needs = Needs::Facts, .text = key.text};
    case From::ThreadId:
        return {.kind = Kind::ThreadId, .text = key.text};
    }
    return {.kind = Kind::Or};
}

PositionSpans reach(const SearchCondition &condition, qsizetype size)
{
    if (condition.kind == Kind::Places)
        return condition.spans;
    const bool isOr = condition.kind == Kind::Or;
    PositionSpans spans = isOr ? PositionSpans() : PositionSpans::whole(size);
    if (isOr || condition.kind == Kind::And) {
        for (const SearchCondition &part : condition.parts) {
            const PositionSpans own = reach(part, size);
            spans = isOr ? spans.united(own) : spans.intersected(own);
        }
    }
    return spans;
}

quint32 factParts(const SearchCondition &condition)
{
    quint32 parts = condition.kind == Kind::Sent ? quint32(mail::EnvelopePart)
        : condition.kind == Kind::EmailId        ? quint32(mail::EmailIdPart)
                                                 : 0;
    for (const SearchCondition &part : condition.parts)
        parts |= factParts(part);
    return parts;
}

bool holds(const SearchCondition &condition, qsizetype position, const mail::IndexRow &row,
    const mail::ContentFacts *facts)
{
    const auto part = [&](const SearchCondition &one) { return holds(one, position, row, facts); };
    const std::vector<SearchCondition> &parts = condition.parts;
    switch (condition.kind) {
    case Kind::And:
        return std::all_of(parts.begin(), parts.end(), part);
    case Kind::Or:
        return std::any_of(parts.begin(), parts.end(), part);
    case Kind::Not:
        return !part(parts.front());
    case Kind::Places:
        return condition.spans.contains(position);
    case Kind::Received:
        return isIn(row.receivedMs, condition);
    case Kind::Saved:
        return row.savedMs != 0 && isIn(row.savedMs, condition);
    case Kind::Sent: {
        const auto day = facts ? sentDay(*facts) : std::nullopt;
        return day && isIn(*day, condition);
    }
    case Kind::Size:
        return isIn(row.size, condition);
    case Kind::ModSeq:
        return isIn(row.modSeq.value, condition);
    case Kind::SystemFlag:
        return row.flags.has(condition.flag);
    case Kind::Keyword:
        return row.flags.keywords.contains(condition.text, Qt::CaseInsensitive);
    case Kind::EmailId:
        return facts && facts->emailId == condition.text;
    case Kind::ThreadId:
        return mail::threadIdText(row.thread) == condition.text;
    case Kind::Text:
        break;
    }
    return false;
}

} // namespace digidig::imap
