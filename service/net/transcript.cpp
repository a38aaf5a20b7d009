// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/transcript.h"

#include "core/clock.h"

namespace digidig::net {

bool Transcript::isWatched() const
{
    const qint64 until = m_untilMs.load(std::memory_order_relaxed);
    return until != 0 && core::monotonicMs() < until;
}

void Transcript::add(From from, QByteArrayView text)
{
    if (!isWatched())
        return;
    QByteArray kept = text.first(qMin(text.size(), MaxLineBytes)).toByteArray();
    if (text.size() > MaxLineBytes)
        kept += "...";
    const std::lock_guard lock(m_mutex);
    if (m_lines.size() >= MaxLines)
        m_lines.erase(m_lines.begin());
    m_lines.push_back({core::nowMs(), from, std::move(kept)});
}

std::vector<Transcript::Line> Transcript::watch()
{
    m_untilMs = core::monotonicMs() + WatchedMs;
    const std::lock_guard lock(m_mutex);
    return m_lines;
}

} // namespace digidig::net
