// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/writer.h"

#include "store/eventlog.h"

#include <QtCore/QCoreApplication>

#include <chrono>
#include <future>
#include <iterator>

namespace digidig::store {

namespace {

using namespace std::chrono_literals;

constexpr size_t GroupJobs = 512;
constexpr qint64 GroupBytes = 16 << 20;
/// Background work waits for this much silence, so that it never comes between two groups of a busy
/// time …
constexpr auto Silence = 20ms;
/// … but not for longer than this.
constexpr auto Starved = 2s;
/// How often another program's writes are looked for.
constexpr auto Poll = 1s;

} // namespace

FigureChange &FigureChange::operator+=(const FigureChange &other)
{
    accounts += other.accounts;
    messages += other.messages;
    contents += other.contents;
    unindexed += other.unindexed;
    return *this;
}

Writer::Writer(QString file, qint64 queueLimit, Background background, Log log)
    : m_queueLimit(queueLimit)
    , m_background(std::move(background))
    , m_log(std::move(log))
    , m_db(file, Connection::Mode::Write)
    , m_pageSize(m_db.integer("PRAGMA page_size"))
    , m_checkpointer(file, m_log)
{
    refreshFigures();
    // Whatever happens to a message, its mailbox counts it: nothing has to be noted for this.
    m_db.followRows("mailbox");
    m_completer = std::thread([this] { completeLoop(); });
    m_thread = std::thread([this] { loop(); });
}

Writer::~Writer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    m_thread.join();
    m_completer.join();
}

void Writer::submit(std::unique_ptr<Job> job, bool force)
{
    {
        const std::lock_guard lock(m_mutex);
        if (force || qint64(m_queue.size()) < m_queueLimit) {
            m_queue.push_back(std::move(job));
            ++m_queued;
        }
    }
    if (job) {
        job->fail({core::Errc::LimitExceeded,
            QCoreApplication::translate("store", "too many writes are waiting; try again later"),
            {}, {}});
        job->complete();
        return;
    }
    m_wake.notify_one();
}

void Writer::flush()
{
    std::promise<void> done;
    submit<bool>([](Work &) -> core::Result<bool> { return true; },
        core::Completion<bool>([&done](const core::Result<bool> &) { done.set_value(); }), 0, true);
    done.get_future().wait();
}

void Writer::drainBackground()
{
    flush();
    std::unique_lock lock(m_mutex);
    ++m_drainers;
    m_backgroundMayHaveMore = true;
    m_wake.notify_one();
    m_drained.wait(lock, [this] { return !m_backgroundMayHaveMore; });
    --m_drainers;
}

void Writer::setObserver(std::function<void(const mail::Changes &)> observer)
{
    const std::lock_guard lock(m_mutex);
    m_observer = std::move(observer);
}

void Writer::tell(const mail::Changes &changes)
{
    if (changes.ids.isEmpty() && !changes.everything && changes.events.empty()
        && changes.mailboxes.empty())
        return;
    std::unique_lock lock(m_mutex);
    const auto observer = m_observer;
    lock.unlock();
    if (observer)
        observer(changes);
}

void Writer::setQueueLimit(qint64 limit)
{
    m_queueLimit = limit;
}

void Writer::setBackground(bool on)
{
    const std::lock_guard lock(m_mutex);
    m_backgroundOn = on;
    m_wake.notify_one();
}

void Writer::loop()
{
    auto lastBackground = std::chrono::steady_clock::now();
    bool silent = false;
    std::unique_lock lock(m_mutex);
    for (;;) {
        const auto called = [this] {
            return !m_queue.empty() || m_stop || (m_drainers > 0 && m_backgroundMayHaveMore);
        };
        const bool wanted = m_backgroundMayHaveMore && (m_backgroundOn || m_drainers > 0);
        if (!called() && !(wanted && silent))
            silent = !m_wake.wait_for(lock, wanted ? Silence : Poll, called);
        if (m_queue.empty() && m_stop) {
            // What is being completed may bring more to write.
            m_wake.wait(
                lock, [this] { return (m_finished.empty() && !m_completing) || !m_queue.empty(); });
            if (m_queue.empty()) {
                m_ended = true;
                m_toComplete.notify_one();
                return;
            }
        }
        const bool starved = std::chrono::steady_clock::now() - lastBackground > Starved;
        if (wanted && (m_queue.empty() ? silent || m_drainers > 0 : starved)) {
            lock.unlock();
            runBackground();
            lock.lock();
            lastBackground = std::chrono::steady_clock::now();
        }
        if (!m_queue.empty()) {
            silent = false;
            auto group = takeGroup();
            lock.unlock();
            runGroup(std::move(group));
            lock.lock();
            m_backgroundMayHaveMore = true;
        } else if (silent && !wanted && m_backgroundOn && !m_stop) {
            // Another program may have added what is to be indexed.
            lock.unlock();
            const bool changed = lookAroundIdle();
            lock.lock();
            m_backgroundMayHaveMore = m_backgroundMayHaveMore || changed;
        }
    }
}

Writer::Group Writer::takeGroup()
{
    Group group;
    qint64 bytes = 0;
    while (!m_queue.empty() && group.size() < GroupJobs && (group.empty() || bytes < GroupBytes)) {
        bytes += m_queue.front()->bytes();
        group.push_back(std::move(m_queue.front()));
        m_queue.pop_front();
    }
    return group;
}

/// A savepoint for each job lets a failed one be undone alone, but costs a copy of every page that
/// the job touches. So there are none at first (@p undoable false), and nothing when a failed job
/// has left something to undo.
std::optional<Writer::Done> Writer::tryGroup(const Group &group, bool undoable)
{
    begin();
    Done done;
    for (const auto &job : group) {
        if (undoable)
            m_db.run("SAVEPOINT job");
        const int before = m_db.totalChanges();
        Work work{m_db};
        const core::LanguageScope language(job->isCzech());
        const bool succeeded = job->run(work);
        // On some failures (no room, no memory) SQLite gives up the whole transaction.
        if (!m_db.inTransaction())
            throw Failure{job->error()};
        if (!succeeded && !undoable && m_db.totalChanges() != before) {
            m_db.run("ROLLBACK");
            return std::nullopt;
        }
        if (!succeeded && undoable)
            m_db.run("ROLLBACK TO job");
        if (undoable)
            m_db.run("RELEASE job");
        if (succeeded) {
            ++done.jobs;
            done.figures += work.figures;
            done.changes.ids += work.changes.ids;
            done.changes.everything |= work.changes.everything;
            std::move(work.changes.events.begin(), work.changes.events.end(),
                std::back_inserter(done.changes.events));
        }
    }
    return commit(std::move(done));
}

Writer::Done Writer::commit(Done done)
{
    if (m_eventsKept && !done.changes.events.empty())
        logEvents(m_db, done.changes.events);
    done.bytes = m_db.integer("PRAGMA page_count") * m_pageSize;
    m_db.run("COMMIT");
    for (const qint64 mailbox : m_db.takeFollowed())
        done.changes.mailboxes.push_back({mailbox});
    return done;
}

void Writer::runGroup(Group group)
{
    const core::LanguageScope language(group.front()->isCzech());
    const auto outcome = guarded([&]() -> core::Result<Done> {
        if (auto done = tryGroup(group, false))
            return *std::move(done);
        return *tryGroup(group, true);
    });
    if (outcome.ok()) {
        add(*outcome);
        ++m_commits;
        m_committed += outcome->jobs;
        tell(outcome->changes);
    } else {
        rollback();
        if (m_log)
            m_log(QStringLiteral("%1 writes failed: %2")
                      .arg(group.size())
                      .arg(outcome.error().detail));
    }
    for (const auto &job : group) {
        if (!outcome.ok())
            job->fail(outcome.error());
    }
    {
        const std::lock_guard lock(m_mutex);
        m_finished.insert(m_finished.end(), std::make_move_iterator(group.begin()),
            std::make_move_iterator(group.end()));
    }
    m_toComplete.notify_one();
    finishCheckpoint();
}

void Writer::completeLoop()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_toComplete.wait(lock, [this] { return !m_finished.empty() || m_ended; });
        if (m_finished.empty())
            return;
        Group group = std::exchange(m_finished, {});
        m_completing = true;
        lock.unlock();
        for (auto &job : group) {
            --m_queued;
            job->complete();
            job.reset();
        }
        lock.lock();
        m_completing = false;
        if (m_stop)
            m_wake.notify_all();
    }
}

void Writer::finishCheckpoint()
{
    if (!m_checkpointer.grown(m_db.logPages()))
        return;
    const auto done = checkpoint(m_db);
    if (!done && m_log)
        m_log(QStringLiteral("the write-ahead log cannot be copied: %1").arg(done.error().detail));
}

void Writer::runBackground()
{
    bool more = false;
    const auto outcome = guarded([&]() -> core::Result<Done> {
        begin();
        Work work{m_db};
        more = m_background && m_background(work);
        return commit({.figures = work.figures});
    });
    if (outcome.ok()) {
        add(*outcome);
        finishCheckpoint();
    } else {
        rollback();
        more = false; // Tried again after the next group.
        if (m_log)
            m_log(QStringLiteral("background work failed: %1").arg(outcome.error().detail));
    }
    {
        const std::lock_guard lock(m_mutex);
        m_backgroundMayHaveMore = more;
    }
    if (!more)
        m_drained.notify_all();
}

void Writer::begin()
{
    m_db.run("BEGIN IMMEDIATE");
    (void)lookAround();
    m_blind = false;
}

bool Writer::lookAround()
{
    if (m_db.integer("PRAGMA data_version") == m_dataVersion)
        return false;
    refreshFigures();
    tell({.everything = true, .events = {{.what = mail::MailEvent::What::Elsewhere}}});
    return true;
}

bool Writer::lookAroundIdle()
{
    const auto changed = guarded([this]() -> core::Result<bool> { return lookAround(); });
    if (!changed && !m_blind && m_log)
        m_log(QStringLiteral("another program's writes cannot be read: %1")
                  .arg(changed.error().detail));
    m_blind = !changed;
    return changed && *changed;
}

void Writer::rollback()
{
    try {
        if (m_db.inTransaction())
            m_db.run("ROLLBACK");
    } catch (const SQLite::Exception &e) {
        if (m_log)
            m_log(QString::fromUtf8(e.what()));
    }
}

void Writer::refreshFigures()
{
    m_accounts = m_db.integer("SELECT count(*) FROM account");
    m_messages = m_db.integer("SELECT coalesce(sum(messages),0) FROM account");
    m_contents = m_db.integer("SELECT count(*) FROM content");
    m_unindexed = m_db.integer("SELECT count(*) FROM index_queue");
    m_bytes = m_db.integer("PRAGMA page_count") * m_pageSize;
    m_dataVersion = m_db.integer("PRAGMA data_version");
}

void Writer::add(const Done &done)
{
    const FigureChange &change = done.figures;
    m_accounts += change.accounts;
    m_messages += change.messages;
    m_contents += change.contents;
    m_unindexed += change.unindexed;
    m_bytes = done.bytes;
}

mail::StoreFigures Writer::figures() const
{
    return {.accounts = m_accounts,
        .messages = m_messages,
        .contents = m_contents,
        .storedBytes = m_bytes,
        .queuedWrites = m_queued,
        .commits = m_commits,
        .committedWrites = m_committed,
        .unindexed = m_unindexed};
}

} // namespace digidig::store
