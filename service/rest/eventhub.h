// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rest/event.h"

#include <deque>
#include <functional>
#include <vector>

namespace digidig::rest {

/// Where one reader of events stands. Belongs to the reader, is touched by the hub alone.
struct EventReader {
    EventFilter filter;
    quint64 seen = 0; ///< Everything up to this id was given, or was not wanted.
    QJsonObject gap = {}; ///< To be told: what it has missed.
    EventKinds gapKinds = 0; ///< Of these kinds.
    quint64 toldUpTo = 0; ///< What was lost up to this id it has been told of.
    std::function<void()> wake = {}; ///< Set while it waits.
    qint64 spokeMs = 0; ///< core::monotonicMs() when it last got something.
    bool outlastsClose = false; ///< Part of the service: reads until it leaves.
    bool beat = false; ///< It has waited long: a sign of life is due.
};

/// The events of the service with the last of them kept, so that a reader who was cut off goes on
/// where it stood. Ids grow, also over restarts (the first is the wall clock in microseconds), and
/// are not without holes for a reader who filters. Bounded: the oldest events go first; records of
/// the log and figures are kept apart, so that they do not drive out what happened to mail.
/// Thread-safe; publishing never blocks on a reader.
class EventHub {
public:
    struct Figures {
        qint64 readers = 0;
        qint64 waiting = 0; ///< Readers that have read all there is.
        qint64 kept = 0;
        qint64 bytes = 0; ///< Estimated memory of those kept.
        qint64 published = 0;
        qint64 dropped = 0; ///< Readers that were too slow.
    };
    /// What a reader gets next.
    struct Batch {
        std::vector<EventPtr> events;
        QByteArray before; ///< To be sent first, word for word.
        bool ended = false; ///< Nothing more will come.
    };

    /// A reader that waits gets a sign of life after this long.
    static constexpr qint64 BeatMs = 15'000;

    EventHub();
    explicit EventHub(quint64 firstId);

    /// How many events are kept, and a quarter as many of log and figures; the memory is bounded to 1 KiB for each.
    void setCapacity(qint64 events);
    void publish(const mail::Changes &changes);
    /// A line of the log. Does not log.
    void publish(core::LogRecordPtr record);
    /// @p data has a `type`.
    void publish(EventKind kind, QJsonObject data);
    /// Whether somebody reads events of @p kind now.
    [[nodiscard]] bool isWanted(EventKind kind) const;

    /// Starts after @p after, or with what happens from now on. When what came after it is not
    /// kept, the first batch says so.
    void enter(EventReader &reader, std::optional<quint64> after);
    void leave(EventReader &reader);
    /// False: take() has something. True: there is nothing yet, and @p wake is called once when
    /// there is.
    [[nodiscard]] bool wait(EventReader &reader, std::function<void()> wake);
    /// At most @p limit events.
    [[nodiscard]] Batch take(EventReader &reader, size_t limit);

    /// Wakes who has waited for BeatMs; to be called every few seconds.
    void beat(qint64 nowMs);
    /// Ends all readers, also those to come.
    void close();

    [[nodiscard]] Figures figures() const;

private:
    /// The last events of some kinds.
    struct Ring {
        EventKinds kinds;
        std::deque<EventPtr> events = {};
        qsizetype bytes = 0;
        qint64 share = 1; ///< Keeps one in so many of the capacity.
        quint64 lostUpTo = 0; ///< The id of the newest event that is not kept any more.
    };
    using Wakes = std::vector<std::function<void()>>;

    void publishOne(const std::function<EventPtr(quint64 id)> &make);
    void keep(EventPtr event);
    [[nodiscard]] Ring &ringOf(EventKind kind);
    void trim(Ring &ring);
    /// Wakes who waits for one of @p fresh; to be called after the lock is gone.
    [[nodiscard]] Wakes wakesFor(const std::vector<EventPtr> &fresh);
    /// The kinds @p reader wants of which it has not got all that came after @p id, and up to
    /// where.
    [[nodiscard]] std::pair<EventKinds, quint64> lostSince(
        const EventReader &reader, quint64 id) const;
    [[nodiscard]] bool isTooLate(const EventReader &reader) const;
    /// The next event for @p reader, which then counts as seen; null when there is none.
    [[nodiscard]] EventPtr next(EventReader &reader) const;
    [[nodiscard]] bool hasMore(EventReader &reader) const;

    mutable std::mutex m_mutex;
    quint64 m_lastId;
    qint64 m_capacity = 20'000;
    Ring m_lasting{.kinds = EventKinds(AllEvents & ~PassingEvents)};
    Ring m_passing{.kinds = PassingEvents, .share = 4};
    std::vector<EventReader *> m_readers;
    qint64 m_published = 0;
    qint64 m_dropped = 0;
    bool m_closed = false;
};

} // namespace digidig::rest
