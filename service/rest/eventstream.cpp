// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/eventstream.h"

#include "core/clock.h"

namespace digidig::rest {

namespace {
constexpr size_t StepEvents = 256;
/// How long a client should wait before it comes back, in milliseconds.
constexpr char Greeting[] = "retry: 2000\n\n";
} // namespace

EventStream::EventStream(EventHub &hub, EventFilter filter, std::optional<quint64> after)
    : m_hub(hub)
    , m_pending(Greeting)
    , m_untilMs(core::monotonicMs() + LongestMs)
{
    m_reader.filter = filter;
    m_hub.enter(m_reader, after);
}

EventStream::~EventStream()
{
    m_hub.leave(m_reader);
}

bool EventStream::waits(std::function<void()> wake)
{
    return m_pending.isEmpty() && m_hub.wait(m_reader, std::move(wake));
}

core::Result<QByteArray> EventStream::read(qsizetype limit)
{
    while (m_pending.size() < limit && core::monotonicMs() < m_untilMs) {
        const EventHub::Batch batch = m_hub.take(m_reader, StepEvents);
        m_pending += batch.before;
        for (const EventPtr &event : batch.events)
            m_pending += event->frame();
        if (batch.ended || batch.events.size() < StepEvents)
            break;
    }
    if (m_pending.size() <= limit)
        return std::exchange(m_pending, {});
    QByteArray step = m_pending.first(limit);
    m_pending.remove(0, limit);
    return step;
}

} // namespace digidig::rest
