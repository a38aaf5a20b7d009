// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/epolldispatcher.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QHash>
#include <QtCore/QSocketNotifier>
#include <QtCore/QTimerEvent>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <limits>
#include <queue>
#include <vector>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace digidig::net {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

/// The notifiers of one descriptor. `mask` is what they want, `applied` what epoll was told.
struct Watch {
    std::array<QSocketNotifier *, 3> notifiers = {nullptr, nullptr, nullptr}; ///< By Type.
    quint32 mask = 0;
    quint32 applied = 0;
    bool dirty = false;
    /// It had no notifier for a moment: the descriptor may have been closed and its number reused,
    /// so what epoll was told may be gone.
    bool doubtful = false;
};

struct Timer {
    QObject *object = nullptr;
    nanoseconds interval = {};
    Qt::TimerType type = Qt::CoarseTimer;
    Clock::time_point due = {};
    quint64 generation = 0; ///< Tells a live heap entry from one of an earlier life.
    bool firing = false;
};

struct HeapEntry {
    Clock::time_point due;
    quint64 generation;
    int id;
    bool operator>(const HeapEntry &other) const
    {
        return due != other.due ? due > other.due : generation > other.generation;
    }
};

quint32 interest(QSocketNotifier::Type type)
{
    switch (type) {
    case QSocketNotifier::Read:
        return EPOLLIN;
    case QSocketNotifier::Write:
        return EPOLLOUT;
    case QSocketNotifier::Exception:
        return EPOLLPRI;
    }
    return 0;
}

/// What wakes a notifier. An error or hang-up wakes readers and writers alike: their next call
/// learns the reason.
quint32 wakes(int type)
{
    switch (type) {
    case QSocketNotifier::Read:
        return EPOLLIN | EPOLLHUP | EPOLLERR;
    case QSocketNotifier::Write:
        return EPOLLOUT | EPOLLHUP | EPOLLERR;
    default:
        return EPOLLPRI | EPOLLHUP | EPOLLERR;
    }
}

/// Coarse timers may be up to 5 % late, so that many of them share one wake-up.
Clock::time_point dueAt(Clock::time_point from, nanoseconds interval, Qt::TimerType type)
{
    using namespace std::chrono;
    constexpr auto Longest = hours(24 * 365 * 100); // keeps the sum below the clock's range
    const auto due = from + std::min<nanoseconds>(interval, Longest);
    if (type == Qt::PreciseTimer || interval < milliseconds(20))
        return due;
    const nanoseconds grain = type == Qt::VeryCoarseTimer
        ? nanoseconds(seconds(1))
        : std::min<nanoseconds>(interval / 20, milliseconds(50));
    const auto rest = due.time_since_epoch() % grain;
    return rest.count() == 0 ? due : due + (grain - rest);
}

} // namespace

struct EpollDispatcher::Private {
    int epoll = -1;
    int wake = -1;
    /// Somebody wants a turn. Only a sleeper needs the eventfd: posting to an awake thread, its own
    /// above all, costs no system call. Both flags are sequentially consistent: either the waker
    /// sees the sleeper, or the sleeper sees what the waker pended.
    std::atomic<bool> pending = false;
    std::atomic<bool> sleeping = false;
    std::atomic<bool> interrupted = false;
    QHash<int, Watch> watches;
    std::vector<int> dirty;
    QHash<int, Timer> timers;
    std::priority_queue<HeapEntry, std::vector<HeapEntry>, std::greater<>> heap;
    quint64 generation = 0;

    void touch(int descriptor, Watch &watch)
    {
        if (watch.dirty)
            return;
        watch.dirty = true;
        dirty.push_back(descriptor);
    }

    /// Tells epoll what changed since the last wait. A notifier switched off and on again within
    /// one turn, as sockets do all the time, costs at most one call.
    void applyChanges()
    {
        for (const int descriptor : dirty) {
            const auto it = watches.find(descriptor);
            if (it == watches.end())
                continue;
            Watch &watch = *it;
            watch.dirty = false;
            if (watch.mask == 0) {
                // Fails harmlessly when the descriptor was closed. A mask of 0 would not do: epoll
                // reports hang-ups regardless.
                epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nullptr);
                watches.erase(it);
                continue;
            }
            if (watch.mask == watch.applied && !watch.doubtful)
                continue;
            epoll_event event = {};
            event.events = watch.mask;
            event.data.fd = descriptor;
            const int first = watch.applied ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
            const int second = watch.applied ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
            bool told = epoll_ctl(epoll, first, descriptor, &event) == 0;
            if (!told && (errno == ENOENT || errno == EEXIST))
                told = epoll_ctl(epoll, second, descriptor, &event) == 0;
            if (!told)
                qWarning("Cannot watch descriptor %d: %s", descriptor, strerror(errno));
            watch.applied = watch.mask;
            watch.doubtful = false;
        }
        dirty.clear();
    }

    void push(int id, const Timer &timer) { heap.push({timer.due, timer.generation, id}); }

    /// The heap's first live entry; drops the dead ones above it.
    const HeapEntry *firstTimer()
    {
        while (!heap.empty()) {
            const HeapEntry &top = heap.top();
            const auto it = timers.constFind(top.id);
            if (it != timers.constEnd() && it->generation == top.generation)
                return &top;
            heap.pop();
        }
        return nullptr;
    }

    /// Dead entries leave the heap when they come up; a program that restarts long timers all the
    /// time would pile them up, so they are swept out once they are the majority.
    void compact()
    {
        if (heap.size() < 64 || heap.size() < 2 * size_t(timers.size()))
            return;
        heap = {};
        for (auto it = timers.cbegin(); it != timers.cend(); ++it) {
            if (!it->firing)
                push(it.key(), *it);
        }
    }

    void addTimer(int id, nanoseconds interval, Qt::TimerType type, QObject *object)
    {
        Timer timer{object, std::max(interval, nanoseconds::zero()), type, {}, ++generation, false};
        timer.due = dueAt(Clock::now(), timer.interval, type);
        timers.insert(id, timer);
        compact();
        push(id, timer);
    }

    /// -1: no such timer.
    nanoseconds remaining(int id) const
    {
        const auto it = timers.constFind(id);
        if (it == timers.constEnd())
            return nanoseconds(-1);
        return std::max<nanoseconds>(it->due - Clock::now(), nanoseconds::zero());
    }

    int waitMs(bool mayBlock)
    {
        if (!mayBlock)
            return 0;
        const HeapEntry *first = firstTimer();
        if (!first)
            return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(first->due - Clock::now());
        return int(std::clamp<qint64>(left.count(), 0, std::numeric_limits<int>::max()));
    }

    bool fireTimers();
    bool fireNotifiers(const epoll_event *events, int count, bool excludeSockets);
};

bool EpollDispatcher::Private::fireTimers()
{
    bool fired = false;
    const auto now = Clock::now();
    // A timer armed by a slot of this round waits for the next one, or a 0 ms timer would starve
    // the descriptors.
    const quint64 last = generation;
    while (!interrupted.load(std::memory_order_relaxed)) {
        const HeapEntry *first = firstTimer();
        if (!first || first->due > now || first->generation > last)
            break;
        const int id = first->id;
        const quint64 current = first->generation;
        heap.pop();
        Timer &timer = timers[id];
        timer.firing = true;
        QTimerEvent event(id);
        QCoreApplication::sendEvent(timer.object, &event);
        fired = true;
        // The slot may have killed the timer, and Qt may have given its id to another one.
        const auto it = timers.find(id);
        if (it == timers.end() || it->generation != current)
            continue;
        it->firing = false;
        it->generation = ++generation;
        // From the due time, so that a period does not drift, unless a whole one was missed.
        it->due = dueAt(it->due, it->interval, it->type);
        if (const auto after = Clock::now(); it->due < after)
            it->due = dueAt(after, it->interval, it->type);
        push(id, *it);
    }
    return fired;
}

bool EpollDispatcher::Private::fireNotifiers(
    const epoll_event *events, int count, bool excludeSockets)
{
    bool fired = false;
    // Breaking off loses nothing: what is still ready is reported again.
    for (int i = 0; i < count && !interrupted.load(std::memory_order_relaxed); ++i) {
        const int descriptor = events[i].data.fd;
        if (descriptor == wake) {
            quint64 value = 0;
            [[maybe_unused]] const auto n = ::read(wake, &value, sizeof value);
            continue;
        }
        if (excludeSockets)
            continue;
        for (int type = 0; type < 3; ++type) {
            // Looked up anew each time: what ran before may have removed any notifier.
            const auto it = watches.constFind(descriptor);
            if (it == watches.constEnd())
                break;
            QSocketNotifier *notifier = it->notifiers[size_t(type)];
            if (!notifier || !(events[i].events & wakes(type)))
                continue;
            // A notifier that was made after the wait belongs to another descriptor of that number.
            if (it->doubtful || !(it->applied & interest(QSocketNotifier::Type(type))))
                continue;
            QEvent event(QEvent::SockAct);
            QCoreApplication::sendEvent(notifier, &event);
            fired = true;
        }
    }
    return fired;
}

EpollDispatcher::EpollDispatcher(QObject *parent)
    : EventDispatcherBase(parent)
    , d(std::make_unique<Private>())
{
    d->epoll = epoll_create1(EPOLL_CLOEXEC);
    d->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (d->epoll < 0 || d->wake < 0)
        qFatal("No descriptors left for an event dispatcher");
    epoll_event event = {};
    event.events = EPOLLIN;
    event.data.fd = d->wake;
    epoll_ctl(d->epoll, EPOLL_CTL_ADD, d->wake, &event);
}

EpollDispatcher::~EpollDispatcher()
{
    ::close(d->wake);
    ::close(d->epoll);
}

bool EpollDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    d->interrupted.store(false);
    d->pending.store(false);
    Q_EMIT awake();
    QCoreApplication::sendPostedEvents();

    const bool wantsToWait = flags & QEventLoop::WaitForMoreEvents;
    if (wantsToWait && !d->interrupted.load())
        Q_EMIT aboutToBlock();
    d->applyChanges();
    d->sleeping.store(true);
    const bool mayBlock = wantsToWait && !d->interrupted.load() && !d->pending.load();

    // On the stack and sized for a busy turn; what does not fit is reported by the next wait.
    std::array<epoll_event, 256> events;
    const int count = epoll_wait(d->epoll, events.data(), int(events.size()), d->waitMs(mayBlock));
    d->sleeping.store(false);

    bool worked = d->fireNotifiers(
        events.data(), std::max(count, 0), flags & QEventLoop::ExcludeSocketNotifiers);
    if (!(flags & QEventLoop::X11ExcludeTimers))
        worked = d->fireTimers() || worked;
    // With WaitForMoreEvents a wake-up by posted events counts: they are delivered by the next
    // turn.
    return worked || count > 0;
}

void EpollDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    const int descriptor = int(notifier->socket());
    Watch &watch = d->watches[descriptor];
    QSocketNotifier *&place = watch.notifiers[size_t(notifier->type())];
    if ((watch.mask == 0 && watch.applied != 0) || (place && place != notifier))
        watch.doubtful = true;
    place = notifier;
    watch.mask |= interest(notifier->type());
    d->touch(descriptor, watch);
}

void EpollDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    const int descriptor = int(notifier->socket());
    const auto it = d->watches.find(descriptor);
    if (it == d->watches.end() || it->notifiers[size_t(notifier->type())] != notifier)
        return;
    it->notifiers[size_t(notifier->type())] = nullptr;
    it->mask &= ~interest(notifier->type());
    d->touch(descriptor, *it);
}

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
void EpollDispatcher::registerTimer(
    Qt::TimerId id, Duration interval, Qt::TimerType type, QObject *object)
{
    d->addTimer(int(id), interval, type, object);
}

bool EpollDispatcher::unregisterTimer(Qt::TimerId id)
{
    return d->timers.remove(int(id));
}

QList<QAbstractEventDispatcher::TimerInfoV2> EpollDispatcher::timersForObject(QObject *object) const
{
    QList<TimerInfoV2> list;
    for (auto it = d->timers.cbegin(); it != d->timers.cend(); ++it) {
        if (it->object == object)
            list.append({it->interval, Qt::TimerId(it.key()), it->type});
    }
    return list;
}

QAbstractEventDispatcher::Duration EpollDispatcher::remainingTime(Qt::TimerId id) const
{
    return d->remaining(int(id));
}
#else
void EpollDispatcher::registerTimer(int id, qint64 interval, Qt::TimerType type, QObject *object)
{
    d->addTimer(id, std::chrono::milliseconds(interval), type, object);
}

bool EpollDispatcher::unregisterTimer(int id)
{
    return d->timers.remove(id);
}

QList<QAbstractEventDispatcher::TimerInfo> EpollDispatcher::registeredTimers(QObject *object) const
{
    QList<TimerInfo> list;
    for (auto it = d->timers.cbegin(); it != d->timers.cend(); ++it) {
        if (it->object == object) {
            const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(it->interval);
            list.append(TimerInfo(it.key(), int(ms.count()), it->type));
        }
    }
    return list;
}

int EpollDispatcher::remainingTime(int id)
{
    const nanoseconds left = d->remaining(id);
    return left.count() < 0 ? -1 : int(std::chrono::ceil<std::chrono::milliseconds>(left).count());
}
#endif

bool EpollDispatcher::unregisterTimers(QObject *object)
{
    return d->timers.removeIf([object](const auto &entry) {
        return entry.value().object == object;
    }) > 0;
}

void EpollDispatcher::wakeUp()
{
    d->pending.store(true);
    if (!d->sleeping.load())
        return;
    const quint64 one = 1;
    [[maybe_unused]] const auto n = ::write(d->wake, &one, sizeof one);
}

void EpollDispatcher::interrupt()
{
    d->interrupted.store(true);
    d->pending.store(true);
    // Even when it is awake: it may be about to begin a turn, which forgets the flags. Whoever told
    // the loop to end counts on its looking again, not on this flag.
    const quint64 one = 1;
    [[maybe_unused]] const auto n = ::write(d->wake, &one, sizeof one);
}

} // namespace digidig::net
