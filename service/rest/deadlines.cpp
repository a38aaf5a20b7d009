// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/deadlines.h"

#include "core/clock.h"

namespace digidig::rest {

namespace {
constexpr int SweepMs = 100;
}

Deadlines::Deadlines()
{
    m_timer.setInterval(SweepMs);
    m_timer.callOnTimeout(this, &Deadlines::sweep);
}

void Deadlines::watch(qint64 atMs, const std::shared_ptr<PendingReply> &pending, Late late)
{
    m_watched.push_back({atMs, pending, std::move(late)});
    if (!m_timer.isActive())
        m_timer.start();
}

void Deadlines::sweep()
{
    const qint64 now = core::monotonicMs();
    std::erase_if(m_watched, [now](Watched &watched) {
        const auto pending = watched.pending.lock();
        if (!pending || pending->isClaimed())
            return true;
        if (watched.atMs > now)
            return false;
        if (pending->claim())
            pending->send(watched.late());
        return true;
    });
    if (m_watched.empty())
        m_timer.stop();
}

} // namespace digidig::rest
