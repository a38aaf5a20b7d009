// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/language.h"
#include "mail/ports.h"
#include "store/checkpointer.h"
#include "store/sql.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace digidig::store {

/// What one write has changed in the figures; counts only once it is committed.
struct FigureChange {
    qint64 accounts = 0, messages = 0, contents = 0, unindexed = 0;
    FigureChange &operator+=(const FigureChange &other);
};

/// What a write works on: the writer's connection, inside a transaction.
struct Work {
    Connection &db;
    FigureChange figures = {};
    mail::Changes changes = {};
};

/// A write that waits for its group.
class Job {
public:
    explicit Job(qint64 bytes)
        : m_bytes(bytes)
    {
    }
    virtual ~Job() = default;
    Job(const Job &) = delete;
    Job &operator=(const Job &) = delete;
    /// Does the work; false: it failed, and what it did must be undone. Once more after its
    /// transaction was undone.
    [[nodiscard]] virtual bool run(Work &work) = 0;
    virtual void fail(const core::Error &error) = 0;
    /// Why run() returned false.
    [[nodiscard]] virtual core::Error error() const = 0;
    virtual void complete() = 0;
    [[nodiscard]] qint64 bytes() const { return m_bytes; }
    /// The language of whoever asked for it: what goes wrong is told in it.
    [[nodiscard]] bool isCzech() const { return m_czech; }

private:
    const qint64 m_bytes;
    const bool m_czech = core::isCzech();
};

/// The one thread that writes. Takes all that is queued, runs it in one transaction in which a job
/// that fails leaves nothing behind, commits once, then completes each job with its own result.
/// Thread-safe.
class Writer {
public:
    using Background = std::function<bool(Work &)>; ///< Some work; true: there is more.
    using Log = std::function<void(const QString &)>;

    Writer(QString file, qint64 queueLimit, Background background, Log log);
    /// Completes what is queued.
    ~Writer();
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    /// Queues a job; when the queue is full, it fails with LimitExceeded at once, on this thread.
    /// @p force: beyond the limit too, for continuations of work that was let in.
    void submit(std::unique_ptr<Job> job, bool force = false);
    /// Queues @p work, whose Result is handed to @p done after the commit; @p bytes as an estimate
    /// of its size.
    template <typename T, typename F>
    void submit(F work, core::Completion<T> done, qint64 bytes = 0, bool force = false);
    void flush();
    /// Runs the background work to its end, whether or not it is switched on.
    void drainBackground();
    /// See mail::MailStore::setObserver.
    void setObserver(std::function<void(const mail::Changes &)> observer);
    /// How many writes may wait from now on; what waits already stays.
    void setQueueLimit(qint64 limit);
    /// Whether what a commit does is added to the event log, in the same transaction.
    void setEventsKept(bool on) { m_eventsKept = on; }
    /// Lets background work run when the writer is idle.
    void setBackground(bool on);

    [[nodiscard]] mail::StoreFigures figures() const;

private:
    using Group = std::vector<std::unique_ptr<Job>>;
    /// What a group has done, once it is committed.
    struct Done {
        FigureChange figures = {};
        mail::Changes changes = {};
        qint64 jobs = 0; ///< That succeeded.
        qint64 bytes = 0; ///< Size of the database.
    };

    void loop();
    void runGroup(Group group);
    [[nodiscard]] std::optional<Done> tryGroup(const Group &group, bool undoable);
    void runBackground();
    void begin();
    void rollback();
    /// Whether another program has written since the last look; then figures are read anew.
    bool lookAround();
    /// lookAround() while nothing else is done; a failure is logged when it comes up.
    bool lookAroundIdle();
    void refreshFigures();
    /// Ends the transaction.
    [[nodiscard]] Done commit(Done done);
    void add(const Done &done);
    void tell(const mail::Changes &changes);
    void finishCheckpoint();
    void completeLoop();
    [[nodiscard]] Group takeGroup();

    std::atomic<qint64> m_queueLimit;
    std::atomic<bool> m_eventsKept = false;
    const Background m_background;
    const Log m_log;
    Connection m_db;
    const qint64 m_pageSize;
    qint64 m_dataVersion = -1;
    bool m_blind = false; ///< The last look failed.
    std::function<void(const mail::Changes &)> m_observer; ///< Guarded by m_mutex.

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_drained;
    std::condition_variable m_toComplete;
    std::deque<std::unique_ptr<Job>> m_queue;
    std::vector<std::unique_ptr<Job>> m_finished; ///< Done or failed, and not yet completed.
    bool m_completing = false;
    bool m_ended = false; ///< The writing thread has.
    bool m_stop = false;
    bool m_backgroundOn = false;
    int m_drainers = 0;
    bool m_backgroundMayHaveMore = true;

    std::atomic<qint64> m_accounts = 0, m_messages = 0, m_contents = 0, m_unindexed = 0;
    std::atomic<qint64> m_queued = 0, m_commits = 0, m_committed = 0, m_bytes = 0;
    Checkpointer m_checkpointer;
    std::thread m_completer; ///< Completes jobs, while the next group is already written.
    std::thread m_thread;
};

namespace detail {
template <typename T, typename F>
class TypedJob final : public Job {
public:
    TypedJob(F work, core::Completion<T> done, qint64 bytes)
        : Job(bytes)
        , m_work(std::move(work))
        , m_done(std::move(done))
    {
    }
    bool run(Work &work) override
    {
        m_result.emplace(guarded([&]() -> core::Result<T> { return m_work(work); }));
        return m_result->ok();
    }
    void fail(const core::Error &error) override { m_result.emplace(error); }
    core::Error error() const override { return m_result->error(); }
    void complete() override
    {
        if (m_done)
            m_done(std::move(*m_result));
    }

private:
    F m_work;
    core::Completion<T> m_done;
    std::optional<core::Result<T>> m_result;
};
} // namespace detail

template <typename T, typename F>
void Writer::submit(F work, core::Completion<T> done, qint64 bytes, bool force)
{
    submit(
        std::make_unique<detail::TypedJob<T, F>>(std::move(work), std::move(done), bytes), force);
}

} // namespace digidig::store
