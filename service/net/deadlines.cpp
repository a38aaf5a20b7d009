// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/deadlines.h"

#include "core/clock.h"

#include <QtCore/QTimer>

#include <algorithm>

namespace digidig::net {

namespace {

qint64 tickNow()
{
    return core::monotonicMs() / Deadlines::TickMs;
}

} // namespace

Deadline::~Deadline()
{
    clear();
}

/// Touches m_all only while it is set: Deadlines that go first leave theirs unset.
void Deadline::clear()
{
    if (isSet())
        m_all.remove(this);
}

void Deadline::set(qint64 ms)
{
    constexpr qint64 Longest = 1000LL * 3600 * 24 * 365 * 100;
    if (ms < 0) {
        clear();
        return;
    }
    // The first tick that begins no earlier.
    const qint64 at = core::monotonicMs() + std::min(ms, Longest);
    const qint64 tick = std::max((at + Deadlines::TickMs - 1) / Deadlines::TickMs, tickNow() + 1);
    if (tick == m_tick)
        return;
    clear();
    m_tick = tick;
    m_all.insert(this);
}

Deadlines::Deadlines(QObject *parent)
    : QObject(parent)
    , m_timer(new QTimer(this))
    , m_now(tickNow())
{
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::PreciseTimer); // The ticks are coarse enough.
    connect(m_timer, &QTimer::timeout, this, &Deadlines::turn);
}

Deadlines::~Deadlines()
{
    for (Deadline *head : m_slots) {
        for (Deadline *deadline = head; deadline; deadline = deadline->m_next)
            deadline->m_tick = -1;
    }
}

void Deadlines::insert(Deadline *deadline)
{
    // After a rest the wheel stands where it was: nothing lies in between.
    if (m_count == 0)
        m_now = tickNow();
    Deadline *&head = m_slots[size_t(deadline->m_tick % Slots)];
    deadline->m_previous = nullptr;
    deadline->m_next = head;
    if (head)
        head->m_previous = deadline;
    head = deadline;
    ++m_count;
    if (m_armed < 0 || deadline->m_tick < m_armed)
        arm();
}

void Deadlines::remove(Deadline *deadline)
{
    if (deadline == m_next)
        m_next = deadline->m_next;
    if (deadline->m_previous)
        deadline->m_previous->m_next = deadline->m_next;
    else
        m_slots[size_t(deadline->m_tick % Slots)] = deadline->m_next;
    if (deadline->m_next)
        deadline->m_next->m_previous = deadline->m_previous;
    deadline->m_tick = -1;
    --m_count;
}

/// Sets the timer to the next slot that is not empty. Whose time that is, if anybody's, is seen
/// then.
void Deadlines::arm()
{
    m_armed = -1;
    if (m_count == 0) {
        m_timer->stop();
        return;
    }
    for (qint64 tick = m_now + 1; tick <= m_now + Slots; ++tick) {
        if (m_slots[size_t(tick % Slots)]) {
            m_armed = tick;
            break;
        }
    }
    const qint64 ms = m_armed * TickMs - core::monotonicMs();
    m_timer->start(int(std::max<qint64>(ms, 0)));
}

void Deadlines::turn()
{
    const qint64 now = tickNow();
    // After a long sleep one turn sees everything.
    qint64 tick = std::max(m_now, now - Slots) + 1;
    m_armed = now; // Nobody needs to arm the timer while we look.
    for (; tick <= now; ++tick) {
        m_next = m_slots[size_t(tick % Slots)];
        while (Deadline *deadline = m_next) {
            m_next = deadline->m_next;
            if (deadline->m_tick > now)
                continue;
            remove(deadline);
            deadline->dueNow();
        }
    }
    m_now = now;
    arm();
}

} // namespace digidig::net
