// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records.h"
#include "jobs/task.h"

#include <QtCore/QThreadPool>

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace digidig::jobs {

/// Runs what takes long: on a few threads of its own, one job after the other, each kept in the
/// service's records so that it goes on after a restart, a crash, or a power cut. Thread-safe.
class Jobs {
public:
    /// A job that a crash ended so many times without a checkpoint between is given up: it may be
    /// what crashes.
    static constexpr int MaxStarts = 5;

    struct Limits {
        int atOnce = 2; ///< Jobs that run at the same time; more wait.
        qint64 queued = 100; ///< Jobs that may wait; more are refused.
        qint64 kept = 1000; ///< Finished jobs that are still shown …
        qint64 keptMs = 30LL * 24 * 3600 * 1000; ///< … and for how long. 0: no matter how old.
    };
    struct Request {
        QString kind;
        QJsonObject parameters = {};
        QString who = {};
        std::optional<core::AccountId> account = {}; ///< Whose it is.
        QString accountAddress = {};
        qint64 total = 0; ///< Of its progress, when it is known.
        QString id = {}; ///< A new UUID that it is to have; empty: one is made.
    };
    /// Which jobs; members that are not set do not restrict.
    struct Filter {
        QString kind = {};
        std::optional<State> state = {};
        std::optional<core::AccountId> account = {};
    };
    struct Page {
        std::vector<Job> jobs; ///< The newest first.
        QString next; ///< Where it goes on; empty at the end.
    };

    /// @p records outlives this.
    explicit Jobs(core::Records &records);
    /// Waits for what runs.
    ~Jobs();
    Jobs(const Jobs &) = delete;
    Jobs &operator=(const Jobs &) = delete;

    /// Before start() only.
    void add(Kind kind);
    /// Before start() only. Gets each job whose state has changed, and those that report progress
    /// once a second; on any thread, must not block.
    void setObserver(std::function<void(const Job &)> observer);
    void setLimits(const Limits &limits);

    /// Reads what is kept and goes on with what had not finished.
    [[nodiscard]] core::Result<void> start();
    /// Lets what runs stop at its next step, to go on after the next start(), and waits for that,
    /// at most @p withinMs.
    void stop(qint64 withinMs);

    /// Queues a job; it is durable when the call returns. LimitExceeded (`job_queue_full`) when too
    /// many wait, Invalid (`unknown_job_kind`), Unavailable while the service stops. Blocks on the
    /// disk.
    [[nodiscard]] core::Result<Job> submit(const Request &request);
    [[nodiscard]] std::optional<Job> find(const QString &id) const;
    /// At most @p limit jobs older than @p before, an id; empty: the newest.
    [[nodiscard]] Page list(const Filter &filter, int limit, const QString &before = {}) const;
    /// One that waits is cancelled at once, one that runs when it comes to its next step; one that
    /// has finished stays as it is. The job afterwards; NotFound (`job_not_found`). Blocks on the
    /// disk.
    [[nodiscard]] core::Result<Job> cancel(const QString &id);
    /// Forgets one that has finished; Conflict (`job_not_finished`) otherwise. NotFound
    /// (`job_not_found`). Blocks on the disk.
    [[nodiscard]] core::Result<void> remove(const QString &id);
    /// How many are kept in each state, as AllStates.
    [[nodiscard]] std::array<qint64, AllStates.size()> counts() const;

private:
    struct Entry;
    class Running;
    using EntryPtr = std::shared_ptr<Entry>;

    [[nodiscard]] core::Result<void> load();
    [[nodiscard]] EntryPtr entry(const QString &id) const;
    void pump();
    void run(const EntryPtr &entry);
    void finish(const EntryPtr &entry, const core::Result<QJsonObject> &outcome);
    [[nodiscard]] core::Result<void> keep(const EntryPtr &entry);
    void tell(const Job &job) const;
    void trim();
    [[nodiscard]] core::Result<void> forget(const QString &id);

    core::Records &m_records;
    std::map<QString, Kind> m_kinds;
    std::function<void(const Job &)> m_observer;
    mutable std::mutex m_mutex; ///< Guards what follows; never held across the disk.
    std::condition_variable m_wake; ///< Something must stop.
    Limits m_limits;
    std::map<QString, EntryPtr> m_entries;
    std::deque<EntryPtr> m_queue;
    std::map<QString, int> m_running; ///< How many of each kind.
    bool m_stopping = true; ///< Until start(), and from stop() on.
    QThreadPool m_pool;
};

} // namespace digidig::jobs
