// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/lines.h"

#include <QtNetwork/QNetworkProxy>

#include <algorithm>

namespace digidig::storageclient {

namespace {

constexpr qint64 ClosingMs = 50;

} // namespace

Lines::Line *Lines::take(qint64 nowMs)
{
    // The busiest that has a connection free, so that others come to rest and close.
    Line *found = nullptr;
    for (const auto &line : m_lines) {
        if (!line->retiring && line->busy < line->open && (!found || line->busy > found->busy))
            found = line.get();
    }
    if (!found && open() < m_size) {
        for (const auto &line : m_lines) {
            if (!line->retiring && line->open < PerManager) {
                found = line.get();
                break;
            }
        }
        if (!found) {
            found = m_lines.emplace_back(std::make_unique<Line>()).get();
            found->manager = std::make_unique<QNetworkAccessManager>();
            found->manager->setProxy(QNetworkProxy::NoProxy);
            found->manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
            found->peakSinceMs = nowMs;
        }
        ++found->open;
    }
    if (found) {
        ++found->busy;
        found->peak = std::max(found->peak, found->busy);
    }
    return found;
}

void Lines::giveBack(Line *line, bool torn)
{
    --line->busy;
    line->retiring = line->retiring || torn;
}

void Lines::tidy(qint64 nowMs)
{
    while (!m_closing.empty() && m_closing.front().untilMs <= nowMs)
        m_closing.pop_front();
    for (const auto &line : m_lines) {
        if (nowMs - line->peakSinceMs < m_idleMs)
            continue;
        // Connections that the last period did not need.
        if (line->peak < line->open)
            line->retiring = true;
        line->peak = line->busy;
        line->peakSinceMs = nowMs;
    }
    int excess = -m_size;
    for (const auto &line : m_lines)
        excess += line->retiring ? 0 : line->open;
    // Those that end soonest first.
    std::stable_sort(m_lines.begin(), m_lines.end(),
        [](const auto &a, const auto &b) { return a->busy < b->busy; });
    for (const auto &line : m_lines) {
        if (excess > 0 && !line->retiring) {
            line->retiring = true;
            excess -= line->open;
        }
    }
    int closed = 0;
    std::erase_if(m_lines, [&closed](const auto &line) {
        const bool closes = line->busy == 0 && line->retiring;
        closed += closes ? line->open : 0;
        return closes;
    });
    if (closed > 0)
        m_closing.push_back({closed, nowMs + ClosingMs});
}

std::optional<qint64> Lines::roomAtMs() const
{
    return m_closing.empty() ? std::nullopt : std::optional(m_closing.front().untilMs);
}

int Lines::busy() const
{
    int busy = 0;
    for (const auto &line : m_lines)
        busy += line->busy;
    return busy;
}

int Lines::open() const
{
    int open = 0;
    for (const auto &line : m_lines)
        open += line->open;
    for (const auto &closing : m_closing)
        open += closing.connections;
    return open;
}

} // namespace digidig::storageclient
