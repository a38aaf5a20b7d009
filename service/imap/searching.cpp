// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/searching.h"

#include <algorithm>
#include <iterator>

namespace digidig::imap {

namespace {

using Kind = SearchCondition::Kind;
using Needs = SearchCondition::Needs;

/// Rows are looked at one by one rather than in passing where fewer than one of so many is asked
/// for.
constexpr qsizetype Sparse = 16;
/// Rows between two looks at whether anybody waits.
constexpr qsizetype Stride = 4096;

core::Error nobodyWaits()
{
    return {core::Errc::Unavailable, QStringLiteral("The search was given up")};
}

core::Error wrongCount()
{
    return {core::Errc::Internal, {}, QStringLiteral("not as many answers as contents asked for")};
}

Positions without(const Positions &all, const Positions &some)
{
    Positions rest;
    rest.reserve(all.size() - some.size());
    std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(rest));
    return rest;
}

/// The contents of the messages at a piece of @p positions.
std::vector<core::ContentId> contentsOf(
    const mail::MailboxView &view, const Positions &positions, size_t begin, size_t end)
{
    std::vector<core::ContentId> contents;
    contents.reserve(end - begin);
    for (size_t i = begin; i < end; ++i)
        contents.push_back(view.at(positions[i]).content);
    return contents;
}

/// One search. Each of its functions gives those of the candidates that meet a condition,
/// ascending.
class Search {
public:
    Search(
        const mail::MailboxView &view, mail::MailboxAccess &access, const std::atomic<bool> &gone)
        : m_view(view)
        , m_access(access)
        , m_gone(gone)
    {
    }

    core::Result<Positions> run(const SearchCondition &root)
    {
        // What rows can tell is told in one pass over the places in question; nothing else is made
        // a list of.
        const PositionSpans spans = reach(root, m_view.size());
        if (root.needs == Needs::Row)
            return inSpans(root, spans);
        if (root.kind == Kind::And && root.parts.front().needs == Needs::Row) {
            core::Result<Positions> left = inSpans(root.parts.front(), spans);
            for (size_t i = 1; left && i < root.parts.size(); ++i)
                left = among(root.parts[i], *std::move(left));
            return left;
        }
        core::Result<Positions> all = inSpans({}, spans);
        if (!all)
            return all;
        return among(root, *std::move(all));
    }

private:
    core::Result<Positions> inSpans(const SearchCondition &condition, const PositionSpans &spans)
    {
        Positions found;
        for (const auto &[first, end] : spans.spans()) {
            for (qsizetype at = first; at < end; at += Stride) {
                if (m_gone)
                    return nobodyWaits();
                m_view.each(at, std::min(at + Stride, end),
                    [&](qsizetype position, const mail::IndexRow &row) {
                        if (holds(condition, position, row, nullptr))
                            found.push_back(position);
                        return true;
                    });
            }
        }
        return found;
    }

    // Recurses as deep as the key, which its parser bounds.
    core::Result<Positions> among(const SearchCondition &condition, Positions candidates)
    {
        if (candidates.empty())
            return candidates;
        if (condition.needs == Needs::Row)
            return byRow(condition, candidates);
        if (condition.kind == Kind::Text)
            return byText(condition, candidates);
        const bool onlyFacts = condition.needs == Needs::Facts;
        if (condition.kind == Kind::And && !condition.together)
            return all(condition, std::move(candidates));
        if (condition.kind == Kind::Or && !condition.together)
            return any(condition, std::move(candidates));
        if (onlyFacts)
            return byFacts(condition, candidates);
        core::Result<Positions> some = among(condition.parts.front(), candidates); // Not
        if (!some)
            return some;
        return without(candidates, *some);
    }

    core::Result<Positions> all(const SearchCondition &condition, Positions candidates)
    {
        core::Result<Positions> left = std::move(candidates);
        for (const SearchCondition &part : condition.parts) {
            left = among(part, *std::move(left));
            if (!left)
                break;
        }
        return left;
    }

    core::Result<Positions> any(const SearchCondition &condition, Positions candidates)
    {
        Positions left = std::move(candidates);
        Positions found;
        for (const SearchCondition &part : condition.parts) {
            core::Result<Positions> some = among(part, left);
            if (!some)
                return some;
            left = without(left, *some);
            Positions both;
            both.reserve(found.size() + some->size());
            std::merge(
                found.begin(), found.end(), some->begin(), some->end(), std::back_inserter(both));
            found = std::move(both);
        }
        return found;
    }

    core::Result<Positions> byRow(const SearchCondition &condition, const Positions &candidates)
    {
        Positions found;
        const auto look = [&](qsizetype position, const mail::IndexRow &row) {
            if (holds(condition, position, row, nullptr))
                found.push_back(position);
        };
        const qsizetype first = candidates.front();
        const qsizetype end = candidates.back() + 1;
        if (end - first > Sparse * qsizetype(candidates.size())) {
            for (const qsizetype position : candidates)
                look(position, m_view.at(position));
        } else {
            auto next = candidates.begin();
            m_view.each(first, end, [&](qsizetype position, const mail::IndexRow &row) {
                if (position == *next) {
                    look(position, row);
                    ++next;
                }
                return next != candidates.end();
            });
        }
        return found;
    }

    core::Result<Positions> byFacts(const SearchCondition &condition, const Positions &candidates)
    {
        Positions found;
        const core::Result<void> done = eachWithFacts(m_view, candidates, factParts(condition),
            m_access, m_gone,
            [&](qsizetype position, const mail::IndexRow &row, const mail::ContentFacts &facts) {
                if (holds(condition, position, row, &facts))
                    found.push_back(position);
            });
        if (!done)
            return done.error();
        return found;
    }

    core::Result<Positions> byText(const SearchCondition &condition, const Positions &candidates)
    {
        Positions found;
        for (size_t begin = 0; begin < candidates.size(); begin += size_t(SearchBatch)) {
            if (m_gone)
                return nobodyWaits();
            const size_t end = std::min(candidates.size(), begin + size_t(SearchBatch));
            const std::vector<core::ContentId> contents =
                contentsOf(m_view, candidates, begin, end);
            const core::Result<std::vector<bool>> matches =
                m_access.matches(contents, condition.condition);
            if (!matches)
                return matches.error();
            if (matches->size() != contents.size())
                return wrongCount();
            for (size_t i = 0; i < contents.size(); ++i) {
                if ((*matches)[i])
                    found.push_back(candidates[begin + i]);
            }
        }
        return found;
    }

    const mail::MailboxView &m_view;
    mail::MailboxAccess &m_access;
    const std::atomic<bool> &m_gone;
};

} // namespace

core::Result<Positions> searched(const imapproto::SearchKey &key, const SearchScope &scope,
    mail::MailboxAccess &access, const std::atomic<bool> &gone)
{
    return Search(scope.view, access, gone).run(prepare(key, scope));
}

core::Result<void> eachWithFacts(const mail::MailboxView &view, const Positions &positions,
    quint32 parts, mail::MailboxAccess &access, const std::atomic<bool> &gone,
    const std::function<void(qsizetype, const mail::IndexRow &, const mail::ContentFacts &)> &use)
{
    for (size_t begin = 0; begin < positions.size(); begin += size_t(SearchBatch)) {
        if (gone)
            return nobodyWaits();
        const size_t end = std::min(positions.size(), begin + size_t(SearchBatch));
        const std::vector<core::ContentId> contents = contentsOf(view, positions, begin, end);
        const core::Result<std::vector<mail::ContentFacts>> facts = access.facts(contents, parts);
        if (!facts)
            return facts.error();
        if (facts->size() != contents.size())
            return wrongCount();
        for (size_t i = begin; i < end; ++i)
            use(positions[i], view.at(positions[i]), (*facts)[i - begin]);
    }
    return {};
}

} // namespace digidig::imap
