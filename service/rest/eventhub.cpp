// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/eventhub.h"

#include "core/clock.h"

#include <QtCore/QJsonArray>

#include <algorithm>
#include <chrono>

namespace digidig::rest {

namespace {

/// Memory for each event that may be kept.
constexpr qsizetype BytesPerEvent = 1024;

quint64 wallClockUs()
{
    using namespace std::chrono;
    return quint64(duration_cast<microseconds>(system_clock::now().time_since_epoch()).count());
}

/// The name under which a reader is told of what it has missed: one that it listens to.
EventKind firstOf(EventKinds kinds)
{
    return EventKind(kinds & (~kinds + 1));
}

/// The first event after @p id.
auto after(const std::deque<EventPtr> &events, quint64 id)
{
    return std::upper_bound(events.begin(), events.end(), id,
        [](quint64 wanted, const EventPtr &event) { return wanted < event->id(); });
}

} // namespace

EventHub::EventHub()
    : EventHub(wallClockUs())
{
}

EventHub::EventHub(quint64 firstId)
    : m_lastId(firstId)
{
    m_lasting.lostUpTo = m_passing.lostUpTo = firstId;
}

void EventHub::setCapacity(qint64 events)
{
    const std::lock_guard lock(m_mutex);
    m_capacity = events;
    trim(m_lasting);
    trim(m_passing);
}

void EventHub::publish(const mail::Changes &changes)
{
    if (changes.events.empty())
        return;
    const qint64 now = core::nowMs();
    Wakes wakes;
    {
        const std::lock_guard lock(m_mutex);
        std::vector<EventPtr> fresh;
        fresh.reserve(changes.events.size());
        for (const mail::MailEvent &event : changes.events) {
            fresh.push_back(std::make_shared<const Event>(++m_lastId, now, event));
            keep(fresh.back());
        }
        trim(m_lasting);
        wakes = wakesFor(fresh);
    }
    for (const auto &wake : wakes)
        wake();
}

void EventHub::publish(EventKind kind, QJsonObject data)
{
    publishOne([&](quint64 id) {
        return std::make_shared<const Event>(id, core::nowMs(), kind, std::move(data));
    });
}

void EventHub::publish(core::LogRecordPtr record)
{
    publishOne(
        [&](quint64 id) { return std::make_shared<const Event>(id, std::move(record)); });
}

void EventHub::publishOne(const std::function<EventPtr(quint64)> &make)
{
    Wakes wakes;
    {
        const std::lock_guard lock(m_mutex);
        const EventPtr event = make(++m_lastId);
        keep(event);
        trim(ringOf(event->kind()));
        wakes = wakesFor({event});
    }
    for (const auto &wake : wakes)
        wake();
}

EventHub::Ring &EventHub::ringOf(EventKind kind)
{
    return (m_passing.kinds & EventKinds(kind)) != 0 ? m_passing : m_lasting;
}

void EventHub::keep(EventPtr event)
{
    Ring &ring = ringOf(event->kind());
    ring.bytes += event->cost();
    ring.events.push_back(std::move(event));
    ++m_published;
}

void EventHub::trim(Ring &ring)
{
    const qint64 most = m_capacity / ring.share;
    while (!ring.events.empty()
        && (qint64(ring.events.size()) > most || ring.bytes > most * BytesPerEvent)) {
        ring.bytes -= ring.events.front()->cost();
        ring.lostUpTo = ring.events.front()->id();
        ring.events.pop_front();
    }
}

EventHub::Wakes EventHub::wakesFor(const std::vector<EventPtr> &fresh)
{
    Wakes wakes;
    for (EventReader *reader : m_readers) {
        if (!reader->wake)
            continue;
        const bool wanted = std::any_of(fresh.begin(), fresh.end(),
            [&](const EventPtr &event) { return event->matches(reader->filter); });
        if (wanted)
            wakes.push_back(std::exchange(reader->wake, {}));
        else
            reader->seen = m_lastId; // It is not behind, however much passes that it does not want.
    }
    return wakes;
}

bool EventHub::isWanted(EventKind kind) const
{
    const std::lock_guard lock(m_mutex);
    return std::any_of(m_readers.begin(), m_readers.end(), [kind](const EventReader *reader) {
        return (reader->filter.kinds & EventKinds(kind)) != 0 && !reader->filter.account;
    });
}

std::pair<EventKinds, quint64> EventHub::lostSince(const EventReader &reader, quint64 id) const
{
    EventKinds kinds = 0;
    quint64 upTo = 0;
    for (const Ring *ring : {&m_lasting, &m_passing}) {
        const auto wanted = EventKinds(ring->kinds & reader.filter.kinds);
        if (wanted == 0 || ring->lostUpTo <= id)
            continue;
        kinds |= wanted;
        upTo = std::max(upTo, ring->lostUpTo);
    }
    return {kinds, upTo};
}

bool EventHub::isTooLate(const EventReader &reader) const
{
    return lostSince(reader, std::max(reader.seen, reader.toldUpTo)).first != 0;
}

void EventHub::enter(EventReader &reader, std::optional<quint64> from)
{
    const std::lock_guard lock(m_mutex);
    reader.spokeMs = core::monotonicMs();
    reader.beat = true; // Tells it where it starts, before anything happens.
    reader.seen = std::min(from.value_or(m_lastId), m_lastId);
    reader.toldUpTo = reader.seen;
    if (from) {
        auto [kinds, upTo] = lostSince(reader, *from);
        if (*from > m_lastId) { // Ours were never that far: not our id, or the clock was set back.
            kinds = reader.filter.kinds;
            upTo = m_lastId;
        }
        if (kinds != 0) {
            reader.gapKinds = kinds;
            reader.toldUpTo = upTo;
            reader.gap = {{QStringLiteral("type"), QStringLiteral("gap")},
                {QStringLiteral("types"), QJsonArray::fromStringList(eventNames(kinds))},
                {QStringLiteral("after"), QString::number(*from)},
                {QStringLiteral("until"), QString::number(upTo)}};
        }
    }
    m_readers.push_back(&reader);
}

void EventHub::leave(EventReader &reader)
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_readers, &reader);
}

EventPtr EventHub::next(EventReader &reader) const
{
    EventPtr found;
    for (const Ring *ring : {&m_lasting, &m_passing}) {
        if ((ring->kinds & reader.filter.kinds) == 0)
            continue;
        auto at = after(ring->events, reader.seen);
        while (at != ring->events.end() && !(*at)->matches(reader.filter))
            ++at;
        if (at != ring->events.end() && (!found || (*at)->id() < found->id()))
            found = *at;
    }
    return found;
}

bool EventHub::hasMore(EventReader &reader) const
{
    const EventPtr event = next(reader);
    // What lies between is not wanted, and need not be looked at again.
    reader.seen = event ? event->id() - 1 : m_lastId;
    return event != nullptr;
}

bool EventHub::wait(EventReader &reader, std::function<void()> wake)
{
    const std::lock_guard lock(m_mutex);
    if ((m_closed && !reader.outlastsClose) || !reader.gap.isEmpty() || reader.beat || isTooLate(reader) || hasMore(reader))
        return false;
    reader.wake = std::move(wake);
    return true;
}

EventHub::Batch EventHub::take(EventReader &reader, size_t limit)
{
    const std::lock_guard lock(m_mutex);
    Batch batch;
    reader.spokeMs = core::monotonicMs();
    if (m_closed && !reader.outlastsClose) {
        batch.ended = true;
        return batch;
    }
    if (!reader.gap.isEmpty()) {
        batch.before =
            Event::frame(reader.seen, firstOf(reader.gapKinds), std::exchange(reader.gap, {}));
    }
    if (isTooLate(reader)) { // When it comes back it is told what it has missed.
        ++m_dropped;
        batch.ended = batch.before.isEmpty();
        return batch;
    }
    while (batch.events.size() < limit) {
        EventPtr event = next(reader);
        if (!event)
            break;
        reader.seen = event->id();
        batch.events.push_back(std::move(event));
    }
    if (batch.events.empty() && batch.before.isEmpty()) {
        reader.seen = m_lastId;
        // An id without data is no event, but where the client goes on after a cut (WHATWG HTML
        // §9.2.6).
        batch.before = ":\nid: " + QByteArray::number(reader.seen) + "\n\n";
    }
    reader.beat = false;
    return batch;
}

void EventHub::beat(qint64 nowMs)
{
    Wakes wakes;
    {
        const std::lock_guard lock(m_mutex);
        for (EventReader *reader : m_readers) {
            if (!reader->wake || nowMs - reader->spokeMs < BeatMs)
                continue;
            reader->beat = true;
            wakes.push_back(std::exchange(reader->wake, {}));
        }
    }
    for (const auto &wake : wakes)
        wake();
}

void EventHub::close()
{
    Wakes wakes;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        for (EventReader *reader : m_readers) {
            if (reader->wake)
                wakes.push_back(std::exchange(reader->wake, {}));
        }
    }
    for (const auto &wake : wakes)
        wake();
}

EventHub::Figures EventHub::figures() const
{
    const std::lock_guard lock(m_mutex);
    Figures figures;
    for (const EventReader *reader : m_readers) {
        figures.readers += reader->outlastsClose ? 0 : 1;
        figures.waiting += !reader->outlastsClose && reader->wake ? 1 : 0;
    }
    figures.kept = qint64(m_lasting.events.size() + m_passing.events.size());
    figures.bytes = m_lasting.bytes + m_passing.bytes;
    figures.published = m_published;
    figures.dropped = m_dropped;
    return figures;
}

} // namespace digidig::rest
