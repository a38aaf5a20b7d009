// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobs.h"

#include "core/clock.h"
#include "core/handoff.h"
#include "core/text.h"

#include <QtCore/QLoggingCategory>

#include <algorithm>
#include <chrono>

namespace digidig::jobs {

namespace {

Q_LOGGING_CATEGORY(log, "digidig.jobs")

constexpr int PageSize = 1000;
/// How often progress goes to the disk, and to those who watch.
constexpr qint64 ProgressEveryMs = 1000;
/// The pool never is what holds a job back: Limits::atOnce is.
constexpr int PoolThreads = 256;

QString jobKind()
{
    return QStringLiteral("job");
}

/// What a job was asked for can be large, and is written once.
QString inputKind()
{
    return QStringLiteral("job_input");
}

core::Error notFound()
{
    return {core::Errc::NotFound, QCoreApplication::translate("jobs", "there is no such job"), {},
        "job_not_found"};
}

core::Error interrupted()
{
    return {core::Errc::Unavailable,
        QCoreApplication::translate("jobs", "the service was restarted while the job ran"), {},
        "job_interrupted"};
}

core::Error crashing()
{
    return {core::Errc::Internal,
        QCoreApplication::translate("jobs", "the job was ended by crashes again and again"), {},
        "job_crashed"};
}

core::Error unknownKind(const QString &kind)
{
    return {core::Errc::Invalid,
        QCoreApplication::translate("jobs", "there is no job of the kind %1").arg(kind.left(50)),
        {}, "unknown_job_kind", QStringLiteral("kind")};
}

} // namespace

/// A job with what only this room knows of it.
struct Jobs::Entry {
    Job job; ///< Guarded by the mutex of the room, as all here but `writing`.
    QJsonObject checkpoint = {};
    int starts = 0; ///< Since the last checkpoint or orderly end.
    qint64 shownMs = 0; ///< When progress was last told and kept, monotonic.
    std::mutex writing; ///< Taken before the other: what is read first is written first.
};

class Jobs::Running final : public Task {
public:
    Running(Jobs &jobs, EntryPtr entry, QJsonObject parameters)
        : m_jobs(jobs)
        , m_entry(std::move(entry))
        , m_parameters(std::move(parameters))
    {
        const std::lock_guard lock(jobs.m_mutex);
        m_job = m_entry->job;
        m_checkpoint = m_entry->checkpoint;
    }

    const Job &job() const override { return m_job; }
    const QJsonObject &parameters() const override { return m_parameters; }
    const QJsonObject &checkpoint() const override { return m_checkpoint; }

    core::Result<void> save(const QJsonObject &checkpoint) override
    {
        m_checkpoint = checkpoint;
        {
            const std::lock_guard lock(m_jobs.m_mutex);
            m_entry->checkpoint = checkpoint;
            m_entry->starts = 0;
        }
        return m_jobs.keep(m_entry);
    }

    void report(qint64 done, qint64 total) override
    {
        Job shown;
        {
            const std::lock_guard lock(m_jobs.m_mutex);
            m_entry->job.progress.done = done;
            m_entry->job.progress.total = total;
            const qint64 now = core::monotonicMs();
            if (now - m_entry->shownMs < ProgressEveryMs)
                return;
            m_entry->shownMs = now;
            shown = m_entry->job;
        }
        m_jobs.tell(shown);
        if (const auto kept = m_jobs.keep(m_entry); !kept)
            qCWarning(log, "progress of job %s: %s", qPrintable(shown.id),
                qPrintable(kept.error().message));
    }

    bool mustStop() const override
    {
        const std::lock_guard lock(m_jobs.m_mutex);
        return asked();
    }

    bool rest(qint64 ms) override
    {
        std::unique_lock lock(m_jobs.m_mutex);
        return !m_jobs.m_wake.wait_for(
            lock, std::chrono::milliseconds(ms), [this] { return asked(); });
    }

private:
    bool asked() const { return m_jobs.m_stopping || m_entry->job.cancelling; }

    Jobs &m_jobs;
    const EntryPtr m_entry;
    const QJsonObject m_parameters;
    Job m_job;
    QJsonObject m_checkpoint;
};

Jobs::Jobs(core::Records &records)
    : m_records(records)
{
    m_pool.setObjectName(QStringLiteral("jobs"));
    m_pool.setMaxThreadCount(PoolThreads);
}

Jobs::~Jobs()
{
    stop(0);
    m_pool.waitForDone();
}

void Jobs::add(Kind kind)
{
    const QString name = kind.name;
    m_kinds.insert_or_assign(name, std::move(kind));
}

void Jobs::setObserver(std::function<void(const Job &)> observer)
{
    m_observer = std::move(observer);
}

void Jobs::setLimits(const Limits &limits)
{
    {
        const std::lock_guard lock(m_mutex);
        m_limits = limits;
    }
    pump();
}

core::Result<void> Jobs::start()
{
    if (auto loaded = load(); !loaded)
        return loaded;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = false;
    }
    trim();
    pump();
    return {};
}

/// Nothing runs yet.
core::Result<void> Jobs::load()
{
    QString after;
    for (;;) {
        const auto records = m_records.list(
            jobKind(), {.after = after, .before = {}, .limit = PageSize, .newestFirst = false});
        if (!records)
            return records.error();
        for (const core::Record &record : *records) {
            const auto entry = std::make_shared<Entry>();
            entry->job = fromRecord(record.id, record.value);
            entry->checkpoint = record.value.value(QStringLiteral("checkpoint")).toObject();
            entry->starts = record.value.value(QStringLiteral("starts")).toInt();
            m_entries[record.id] = entry;
            if (entry->job.isFinished())
                continue;
            const auto kind = m_kinds.find(entry->job.kind);
            const bool ran = entry->job.state == State::Running;
            if (entry->job.cancelling)
                finish(entry, Task::stopped());
            else if (kind == m_kinds.end())
                finish(entry, unknownKind(entry->job.kind));
            else if (ran && !kind->second.resumes)
                finish(entry, interrupted());
            else if (entry->starts >= MaxStarts)
                finish(entry, crashing());
            else {
                if (ran)
                    qCInfo(log, "job %s (%s) goes on", qPrintable(record.id),
                        qPrintable(entry->job.kind));
                entry->job.state = State::Queued;
                m_queue.push_back(entry);
            }
        }
        if (records->size() < PageSize)
            return {};
        after = records->back().id;
    }
}

void Jobs::stop(qint64 withinMs)
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    m_pool.waitForDone(int(std::max<qint64>(0, withinMs)));
}

core::Result<Job> Jobs::submit(const Request &request)
{
    const auto kind = m_kinds.find(request.kind);
    if (kind == m_kinds.end())
        return unknownKind(request.kind);
    const auto entry = std::make_shared<Entry>();
    Job &job = entry->job;
    job.id = request.id.isEmpty() ? core::newUuid() : request.id;
    job.kind = request.kind;
    job.progress = {0, request.total, kind->second.unit};
    job.createdMs = core::nowMs();
    job.who = request.who;
    job.account = request.account;
    job.accountAddress = request.accountAddress;
    const Job made = job;
    {
        // It holds its place in the queue while it is written; pump() cannot take it yet.
        const std::lock_guard lock(m_mutex);
        if (m_stopping) {
            return core::Error{core::Errc::Unavailable,
                QCoreApplication::translate("jobs", "the service is stopping"), {}, {}};
        }
        const auto waiting = std::count_if(m_entries.begin(), m_entries.end(),
            [](const auto &one) { return one.second->job.state == State::Queued; });
        if (waiting >= m_limits.queued) {
            return core::Error{core::Errc::LimitExceeded,
                QCoreApplication::translate("jobs", "too many jobs are waiting; try again later"),
                {}, "job_queue_full"};
        }
        m_entries[made.id] = entry;
    }
    auto kept = m_records.put(inputKind(), core::Record{made.id, request.parameters});
    if (kept)
        kept = keep(entry);
    if (!kept) {
        const std::lock_guard lock(m_mutex);
        m_entries.erase(made.id);
        return kept.error();
    }
    tell(made);
    {
        const std::lock_guard lock(m_mutex);
        if (entry->job.state == State::Queued) // Else it was cancelled already.
            m_queue.push_back(entry);
    }
    pump();
    return made;
}

/// Starts what may run.
void Jobs::pump()
{
    const std::lock_guard lock(m_mutex);
    int running = 0;
    for (const auto &[kind, count] : m_running)
        running += count;
    for (auto next = m_queue.begin(); next != m_queue.end();) {
        if (m_stopping || running >= m_limits.atOnce)
            return;
        const EntryPtr entry = *next;
        const QString &kind = entry->job.kind;
        if (m_kinds.at(kind).alone && m_running[kind] > 0) {
            ++next;
            continue;
        }
        next = m_queue.erase(next);
        ++running;
        ++m_running[kind];
        entry->job.state = State::Running;
        if (entry->job.startedMs == 0)
            entry->job.startedMs = core::nowMs();
        ++entry->starts;
        entry->shownMs = 0;
        core::post(&m_pool, [this, entry] { run(entry); });
    }
}

void Jobs::run(const EntryPtr &entry)
{
    Job job;
    {
        const std::lock_guard lock(m_mutex);
        job = entry->job;
    }
    const core::LanguageScope language(job.czech);
    const auto work = [&]() -> core::Result<QJsonObject> {
        if (const auto kept = keep(entry); !kept)
            return kept.error();
        tell(job);
        auto input = m_records.get(inputKind(), job.id);
        if (!input)
            return std::move(input).error();
        Running task(*this, entry, input->value);
        return m_kinds.at(job.kind).run(task);
    };
    const auto outcome = work();
    finish(entry, outcome);
    {
        const std::lock_guard lock(m_mutex);
        --m_running[job.kind];
    }
    trim();
    pump();
}

void Jobs::finish(const EntryPtr &entry, const core::Result<QJsonObject> &outcome)
{
    Job job;
    {
        const std::lock_guard lock(m_mutex);
        Job &own = entry->job;
        const bool stopped = !outcome && outcome.error().slug == Task::stopped().slug;
        if (stopped && m_stopping && !own.cancelling) {
            own.state = State::Queued; // Goes on after the next start.
            entry->starts = 0;
        } else {
            own.state = outcome ? State::Done : stopped ? State::Cancelled : State::Failed;
            own.finishedMs = core::nowMs();
            own.cancelling = false;
            entry->checkpoint = {};
            if (outcome)
                own.result = *outcome;
            else if (!stopped)
                own.error = outcome.error();
        }
        job = own;
    }
    if (const auto kept = keep(entry); !kept) {
        qCCritical(log, "the end of job %s is not kept, it will run again: %s", qPrintable(job.id),
            qPrintable(kept.error().message));
    } else if (job.isFinished()) {
        if (const auto removed = m_records.remove(inputKind(), job.id); !removed)
            qCWarning(log, "job %s: %s", qPrintable(job.id), qPrintable(removed.error().message));
    }
    if (job.state == State::Failed) {
        qCWarning(log, "job %s (%s) failed: %s %s", qPrintable(job.id), qPrintable(job.kind),
            qPrintable(job.error->message), qPrintable(job.error->detail));
    } else if (job.isFinished()) {
        qCInfo(log, "job %s (%s) is %s", qPrintable(job.id), qPrintable(job.kind),
            qPrintable(stateName(job.state)));
    }
    tell(job);
}

core::Result<void> Jobs::keep(const EntryPtr &entry)
{
    const std::lock_guard writing(entry->writing);
    core::Record record;
    {
        const std::lock_guard lock(m_mutex);
        record = {entry->job.id, toRecord(entry->job)};
        record.value.insert(QStringLiteral("checkpoint"), entry->checkpoint);
        record.value.insert(QStringLiteral("starts"), entry->starts);
    }
    return m_records.put(jobKind(), record);
}

void Jobs::tell(const Job &job) const
{
    if (m_observer)
        m_observer(job);
}

Jobs::EntryPtr Jobs::entry(const QString &id) const
{
    const auto found = m_entries.find(id);
    return found == m_entries.end() ? nullptr : found->second;
}

std::optional<Job> Jobs::find(const QString &id) const
{
    const std::lock_guard lock(m_mutex);
    const EntryPtr found = entry(id);
    return found ? std::optional(found->job) : std::nullopt;
}

Jobs::Page Jobs::list(const Filter &filter, int limit, const QString &before) const
{
    const std::lock_guard lock(m_mutex);
    Page page;
    auto next = before.isEmpty() ? m_entries.end() : m_entries.lower_bound(before);
    while (next != m_entries.begin()) {
        const Job &job = (--next)->second->job;
        if ((!filter.kind.isEmpty() && job.kind != filter.kind)
            || (filter.state && job.state != *filter.state)
            || (filter.account && job.account != filter.account))
            continue;
        if (page.jobs.size() == size_t(limit)) {
            page.next = page.jobs.back().id;
            break;
        }
        page.jobs.push_back(job);
    }
    return page;
}

core::Result<Job> Jobs::cancel(const QString &id)
{
    EntryPtr found;
    bool waits = false;
    Job job;
    {
        const std::lock_guard lock(m_mutex);
        found = entry(id);
        if (!found)
            return notFound();
        if (found->job.isFinished())
            return found->job;
        found->job.cancelling = true;
        waits = found->job.state == State::Queued;
        if (waits) // From here on nobody else starts it.
            std::erase(m_queue, found);
        job = found->job;
    }
    m_wake.notify_all();
    if (waits) {
        finish(found, Task::stopped());
    } else {
        if (auto kept = keep(found); !kept)
            return kept.error(); // It stops all the same.
        tell(job);
    }
    const std::lock_guard lock(m_mutex);
    return found->job;
}

core::Result<void> Jobs::remove(const QString &id)
{
    {
        const std::lock_guard lock(m_mutex);
        const EntryPtr found = entry(id);
        if (!found)
            return notFound();
        if (!found->job.isFinished()) {
            return core::Error{core::Errc::Conflict,
                QCoreApplication::translate("jobs", "the job has not finished"), {},
                "job_not_finished"};
        }
        m_entries.erase(id);
    }
    return forget(id);
}

core::Result<void> Jobs::forget(const QString &id)
{
    for (const QString &kind : {jobKind(), inputKind()}) {
        if (const auto removed = m_records.remove(kind, id); !removed)
            return removed.error();
    }
    return {};
}

/// Forgets what finished long ago, and the oldest when there is too much.
void Jobs::trim()
{
    std::vector<QString> old;
    {
        const std::lock_guard lock(m_mutex);
        const qint64 since = m_limits.keptMs > 0 ? core::nowMs() - m_limits.keptMs : 0;
        qint64 finished = 0;
        for (auto next = m_entries.end(); next != m_entries.begin();) {
            const Job &job = (--next)->second->job;
            if (!job.isFinished() || (++finished <= m_limits.kept && job.finishedMs >= since))
                continue;
            old.push_back(job.id);
            next = m_entries.erase(next);
        }
    }
    for (const QString &id : old) {
        if (const auto removed = forget(id); !removed)
            qCWarning(log, "job %s stays in the records: %s", qPrintable(id),
                qPrintable(removed.error().message));
    }
}

std::array<qint64, AllStates.size()> Jobs::counts() const
{
    const std::lock_guard lock(m_mutex);
    std::array<qint64, AllStates.size()> counts{};
    for (const auto &[id, entry] : m_entries)
        ++counts[size_t(entry->job.state)];
    return counts;
}

} // namespace digidig::jobs
