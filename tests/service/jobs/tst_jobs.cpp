// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../shared/core/memoryrecords.h"
#include "jobs/jobs.h"

#include "core/text.h"

#include <QtTest/QTest>

#include <atomic>

using namespace digidig;
using jobs::Job;
using jobs::Jobs;
using jobs::State;
using jobs::Task;

namespace {

const QString Count = QStringLiteral("count");
const QString At = QStringLiteral("at");

/// How many more steps may be taken. Thread-safe.
struct Steps {
    std::atomic<int> left = 0;

    void release(int more = 1) { left += more; }
    bool take()
    {
        int now = left;
        while (now > 0 && !left.compare_exchange_weak(now, now - 1)) { }
        return now > 0;
    }
};

/// A job that counts to its parameter `to`, one step for each release().
struct Counter {
    Steps steps;
    std::atomic<int> runs = 0;
    std::atomic<int> counted = 0; ///< Steps of all runs.
    std::atomic<int> together = 0;
    std::atomic<int> mostTogether = 0;

    core::Result<QJsonObject> run(Task &task)
    {
        ++runs;
        const int now = ++together;
        mostTogether = std::max(mostTogether.load(), now);
        const auto outcome = count(task);
        --together;
        return outcome;
    }

private:
    core::Result<QJsonObject> count(Task &task)
    {
        const int to = task.parameters().value(QStringLiteral("to")).toInt();
        for (int at = task.checkpoint().value(At).toInt(); at < to;) {
            while (!steps.take()) {
                if (!task.rest(1))
                    return Task::stopped();
            }
            ++counted;
            ++at;
            if (const auto saved = task.save({{At, at}}); !saved)
                return saved.error();
            task.report(at, to);
        }
        return QJsonObject{{At, to}};
    }
};

} // namespace

class TestJobs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_records = std::make_unique<test::MemoryRecords>();
        m_counter = std::make_unique<Counter>();
        m_jobs = made(*m_records, *m_counter);
        QVERIFY(m_jobs->start().ok());
    }
    void cleanup() { m_jobs.reset(); }

    void runsToItsResult()
    {
        const auto job = m_jobs->submit({.kind = Count,
            .parameters = {{QStringLiteral("to"), 3}},
            .who = QStringLiteral("token:ops"),
            .total = 3});
        QVERIFY(job.ok());
        QCOMPARE(job->state, State::Queued);
        m_counter->steps.release(3);
        const Job done = waitFor(job->id, State::Done);
        QCOMPARE(done.result, (QJsonObject{{At, 3}}));
        QCOMPARE(done.progress, (jobs::Progress{3, 3, QStringLiteral("numbers")}));
        QCOMPARE(done.who, QStringLiteral("token:ops"));
        QVERIFY(done.createdMs <= done.startedMs && done.startedMs <= done.finishedMs);
        QCOMPARE(*m_records->count(QStringLiteral("job_input")), 0);
    }

    void itsIdMayBeKnownBefore()
    {
        const QString id = core::newUuid();
        const auto job = m_jobs->submit({.kind = Count, .id = id});
        QVERIFY(job.ok());
        QCOMPARE(job->id, id);
        waitFor(id, State::Done);
    }

    void unknownKindIsRefused()
    {
        const auto job = m_jobs->submit({.kind = QStringLiteral("nonsense")});
        QVERIFY(!job.ok());
        QCOMPARE(job.error().slug, QByteArray("unknown_job_kind"));
    }

    void errorIsKept()
    {
        const auto job = m_jobs->submit({.kind = QStringLiteral("failing")});
        QVERIFY(job.ok());
        const Job failed = waitFor(job->id, State::Failed);
        QCOMPARE(failed.error->slug, QByteArray("too_bad"));
        again();
        QCOMPARE(m_jobs->find(job->id)->error->errc, core::Errc::QuotaExceeded);
    }

    void whatRunsIsCancelledAtItsNextStep()
    {
        const QString id = submit(1000);
        m_counter->steps.release(2);
        QTRY_COMPARE(m_jobs->find(id)->progress.done, 2);
        QVERIFY(m_jobs->cancel(id)->cancelling || m_jobs->find(id)->isFinished());
        const Job job = waitFor(id, State::Cancelled);
        QCOMPARE(job.progress.done, 2);
        QVERIFY(!job.cancelling);
        again(); // It does not come back.
        QCOMPARE(m_jobs->find(id)->state, State::Cancelled);
        QCOMPARE(m_counter->runs, 1);
    }

    void whatWaitsIsCancelledAtOnce()
    {
        m_jobs->setLimits({.atOnce = 1});
        const QString first = submit(1);
        const QString second = submit(1);
        QCOMPARE(m_jobs->cancel(second)->state, State::Cancelled);
        m_counter->steps.release(2);
        waitFor(first, State::Done);
        QCOMPARE(m_counter->runs, 1);
    }

    void finishedIsRemoved()
    {
        const QString id = submit(1);
        QCOMPARE(m_jobs->remove(id).error().slug, QByteArray("job_not_finished"));
        m_counter->steps.release();
        waitFor(id, State::Done);
        QVERIFY(m_jobs->remove(id).ok());
        QVERIFY(!m_jobs->find(id));
        QCOMPARE(*m_records->count(QStringLiteral("job")), 0);
        QCOMPARE(m_jobs->remove(id).error().slug, QByteArray("job_not_found"));
        QCOMPARE(m_jobs->cancel(id).error().slug, QByteArray("job_not_found"));
    }

    void stopAndStartGoesOnFromTheCheckpoint()
    {
        const QString id = submit(5);
        m_counter->steps.release(2);
        QTRY_COMPARE(m_jobs->find(id)->progress.done, 2);
        again();
        m_counter->steps.release(3);
        waitFor(id, State::Done);
        QCOMPARE(m_counter->counted, 5);
        QCOMPARE(m_counter->runs, 2);
    }

    /// What the disk had at some moment is what a killed process leaves.
    void killGoesOnFromTheCheckpoint()
    {
        const QString id = submit(5);
        m_counter->steps.release(2);
        QTRY_COMPARE(m_jobs->find(id)->progress.done, 2);
        QTRY_VERIFY(m_records->text(QStringLiteral("job")).contains("\"at\":2"));
        const auto left = copyOf(*m_records);
        Counter counter;
        const auto revived = made(*left, counter);
        counter.steps.release(3);
        QVERIFY(revived->start().ok());
        QTRY_COMPARE(revived->find(id)->state, State::Done);
        QCOMPARE(counter.counted, 3);
    }

    void cancellingSurvivesAKill()
    {
        const QString id = submit(5);
        QTRY_COMPARE(m_jobs->find(id)->state, State::Running);
        QTRY_VERIFY(m_records->text(QStringLiteral("job")).contains("running"));
        auto record = *m_records->get(QStringLiteral("job"), id);
        record.value.insert(QStringLiteral("cancelling"), true);
        test::MemoryRecords left;
        QVERIFY(left.put(QStringLiteral("job"), record).ok());
        Counter counter;
        const auto revived = made(left, counter);
        QVERIFY(revived->start().ok());
        QCOMPARE(revived->find(id)->state, State::Cancelled);
        QCOMPARE(counter.runs, 0);
    }

    void whatCannotResumeFailsAfterAKill()
    {
        const auto job = m_jobs->submit(
            {.kind = QStringLiteral("once"), .parameters = {{QStringLiteral("to"), 5}}});
        QVERIFY(job.ok());
        QTRY_VERIFY(m_records->text(QStringLiteral("job")).contains("running"));
        const auto left = copyOf(*m_records);
        Counter counter;
        const auto revived = made(*left, counter);
        QVERIFY(revived->start().ok());
        QCOMPARE(revived->find(job->id)->state, State::Failed);
        QCOMPARE(revived->find(job->id)->error->slug, QByteArray("job_interrupted"));
        QCOMPARE(counter.runs, 0);
    }

    void whatCrashesAgainAndAgainIsGivenUp()
    {
        const QString id = submit(5);
        auto left = copyOf(*m_records);
        int starts = 0;
        while (true) {
            const auto before = std::move(left);
            Counter counter;
            const auto revived = made(*before, counter);
            QVERIFY(revived->start().ok());
            if (revived->find(id)->isFinished()) {
                QCOMPARE(revived->find(id)->error->slug, QByteArray("job_crashed"));
                break;
            }
            QTRY_COMPARE(int(counter.runs), 1);
            left = copyOf(*before); // Taken while it runs: the orderly end is not in it.
            QVERIFY2(++starts <= Jobs::MaxStarts, "it is started for ever");
        }
        QVERIFY(starts >= Jobs::MaxStarts - 1);
    }

    void queueIsBounded()
    {
        m_jobs->setLimits({.atOnce = 1, .queued = 2});
        const QString first = submit(1);
        QTRY_COMPARE(m_jobs->find(first)->state, State::Running);
        submit(1);
        submit(1);
        const auto refused = m_jobs->submit({.kind = Count});
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().errc, core::Errc::LimitExceeded);
        QCOMPARE(refused.error().slug, QByteArray("job_queue_full"));
        QCOMPARE(*m_records->count(QStringLiteral("job")), 3);
    }

    void oldestFinishedAreForgotten()
    {
        m_jobs->setLimits({.atOnce = 1, .queued = 100, .kept = 2});
        m_counter->steps.release(4);
        QStringList ids;
        for (int i = 0; i < 4; ++i)
            ids += submit(1);
        QTRY_VERIFY(m_jobs->find(ids[3]) && m_jobs->find(ids[3])->isFinished());
        QTRY_COMPARE(int(m_jobs->list({}, 10).jobs.size()), 2);
        QTRY_COMPARE(*m_records->count(QStringLiteral("job")), 2);
        QVERIFY(!m_jobs->find(ids[0]) && m_jobs->find(ids[2]));
    }

    void atMostSoManyAtOnce_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<int>("most");
        QTest::newRow("limit of the room") << Count << 2;
        QTest::newRow("alone") << QStringLiteral("alone") << 1;
    }
    void atMostSoManyAtOnce()
    {
        QFETCH(QString, kind);
        QFETCH(int, most);
        QStringList ids;
        for (int i = 0; i < 5; ++i)
            ids += m_jobs->submit({.kind = kind, .parameters = {{QStringLiteral("to"), 1}}})->id;
        QTRY_COMPARE(int(m_counter->together), most);
        m_counter->steps.release(5);
        for (const QString &id : ids)
            waitFor(id, State::Done);
        QCOMPARE(m_counter->mostTogether, most);
    }

    void newestFirstInPages()
    {
        m_counter->steps.release(5);
        QStringList ids;
        for (int i = 0; i < 5; ++i)
            ids.prepend(submit(1, i % 2 == 0 ? core::AccountId{7} : core::AccountId{8}));
        for (const QString &id : ids)
            waitFor(id, State::Done);
        QStringList seen;
        QString cursor;
        do {
            const Jobs::Page page = m_jobs->list({}, 2, cursor);
            for (const Job &job : page.jobs)
                seen += job.id;
            cursor = page.next;
        } while (!cursor.isEmpty());
        QCOMPARE(seen, ids);
        QCOMPARE(int(m_jobs->list({.account = core::AccountId{7}}, 10).jobs.size()), 3);
        QCOMPARE(int(m_jobs->list({.state = State::Running}, 10).jobs.size()), 0);
        QCOMPARE(m_jobs->counts()[size_t(State::Done)], 5);
    }

    void observerHearsOfEachState()
    {
        m_counter->steps.release(1);
        const QString id = submit(1);
        waitFor(id, State::Done);
        const auto heard = [this] {
            const std::lock_guard lock(m_heardMutex);
            return m_heard;
        };
        QTRY_VERIFY(heard().contains(QStringLiteral("done")));
        QCOMPARE(heard().first(), QStringLiteral("queued"));
        QVERIFY(heard().contains(QStringLiteral("running")));
    }

    void nothingIsAcceptedThatIsNotKept()
    {
        m_records->failing = true;
        QVERIFY(!m_jobs->submit({.kind = Count}).ok());
        m_records->failing = false;
        QCOMPARE(int(m_jobs->list({}, 10).jobs.size()), 0);
    }

private:
    std::unique_ptr<Jobs> made(core::Records &records, Counter &counter)
    {
        auto room = std::make_unique<Jobs>(records);
        const auto count = [&counter](Task &task) { return counter.run(task); };
        room->add({.name = Count, .unit = QStringLiteral("numbers"), .run = count});
        room->add({.name = QStringLiteral("once"), .unit = {}, .run = count, .resumes = false});
        room->add({.name = QStringLiteral("alone"), .unit = {}, .run = count, .alone = true});
        room->add({.name = QStringLiteral("failing"),
            .unit = {},
            .run = [](Task &) -> core::Result<QJsonObject> {
                return core::Error{
                    core::Errc::QuotaExceeded, QStringLiteral("no room"), {}, "too_bad", {}};
            }});
        room->setObserver([this](const Job &job) {
            const std::lock_guard lock(m_heardMutex);
            m_heard += jobs::stateName(job.state);
        });
        return room;
    }
    /// Ends the service in order and starts it again.
    void again()
    {
        m_jobs.reset();
        m_jobs = made(*m_records, *m_counter);
        QVERIFY(m_jobs->start().ok());
    }
    static std::unique_ptr<test::MemoryRecords> copyOf(test::MemoryRecords &records)
    {
        auto copy = std::make_unique<test::MemoryRecords>();
        for (const char *kind : {"job", "job_input"}) {
            const QString name = QString::fromLatin1(kind);
            (void)copy->put(name, *records.list(name, {}));
        }
        return copy;
    }
    QString submit(int to, std::optional<core::AccountId> account = {})
    {
        return m_jobs
            ->submit(
                {.kind = Count, .parameters = {{QStringLiteral("to"), to}}, .account = account})
            ->id;
    }
    Job waitFor(const QString &id, State state)
    {
        [&] { QTRY_COMPARE(m_jobs->find(id)->state, state); }();
        return *m_jobs->find(id);
    }

    std::unique_ptr<test::MemoryRecords> m_records;
    std::unique_ptr<Counter> m_counter;
    std::mutex m_heardMutex;
    QStringList m_heard;
    std::unique_ptr<Jobs> m_jobs;
};

QTEST_GUILESS_MAIN(TestJobs)
#include "tst_jobs.moc"
