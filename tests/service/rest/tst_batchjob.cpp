// SPDX-License-Identifier: GPL-3.0-or-later
#include "../store/fixture.h"
#include "rest/batch.h"

#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

using namespace digidig;
using namespace digidig::test;

namespace {

const QString Bob = QStringLiteral("bob@example.org");
constexpr int Count = 2300;

/// A run of a job that ends like a killed process: between a step and its checkpoint.
class KilledTask final : public jobs::Task {
public:
    KilledTask(const rest::BatchJob &wanted, QJsonObject from, int savesBeforeDeath)
        : m_parameters(wanted.toJson())
        , m_checkpoint(std::move(from))
        , m_saves(savesBeforeDeath)
    {
        m_job.id = QStringLiteral("the-job");
        m_job.progress.total = Count;
    }
    const jobs::Job &job() const override { return m_job; }
    const QJsonObject &parameters() const override { return m_parameters; }
    const QJsonObject &checkpoint() const override { return m_checkpoint; }
    core::Result<void> save(const QJsonObject &checkpoint) override
    {
        if (m_saves-- == 0)
            return core::Error{core::Errc::Internal, QStringLiteral("killed"), {}, "killed", {}};
        m_checkpoint = checkpoint;
        return {};
    }
    void report(qint64 done, qint64) override { reported = done; }
    bool mustStop() const override { return stopping; }
    bool rest(qint64) override { return !stopping; }

    bool stopping = false;
    qint64 reported = 0;

private:
    jobs::Job m_job;
    const QJsonObject m_parameters;
    QJsonObject m_checkpoint;
    int m_saves;
};

QJsonObject request(const char *json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

class TestBatchJob : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<TempStore>();
        auto first = appendOf(Mail().bytes());
        first.targets.push_back({Bob, {}, {}, true});
        first.targets.resize(500, first.targets.front());
        for (int delivered = 0; delivered < Count; delivered += 500) {
            auto append = first;
            append.targets.resize(size_t(std::min(500, Count - delivered)));
            QVERIFY(deliver(**m_store, std::move(append)).ok());
        }
        m_wanted.nowMs = 1;
        m_wanted.account = (*m_store)->account(Bob)->id;
    }

    void eachStepIsDoneOnce_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("byIds");
        QTest::newRow("what the filter asks for is changed") << QByteArray(
            R"({"operation": "flags", "flags": {"add": ["seen"]}, "filter": {"unread": true}})")
                                                             << false;
        QTest::newRow("trash") << QByteArray(
            R"({"operation": "delete", "filter": {"mailbox": "INBOX"}})")
                               << false;
        QTest::newRow("for good") << QByteArray(
            R"({"operation": "delete", "permanent": true, "filter": {"from": "alice"}})")
                                  << false;
        QTest::newRow("ids") << QByteArray(R"({"operation": "move", "mailbox": "INBOX/Archive"})")
                             << true;
    }
    void eachStepIsDoneOnce()
    {
        QFETCH(QByteArray, json);
        QFETCH(bool, byIds);
        m_wanted.request = request(json.constData());
        mail::Filter all;
        all.account = m_wanted.account;
        const auto count = (*m_store)->count(all);
        QCOMPARE(count->messages, Count);
        m_wanted.through = count->last;
        mail::Selection selection;
        while (byIds && m_wanted.ids.size() < Count) {
            const auto some = (*m_store)->select(all, selection);
            m_wanted.ids += some->ids;
            selection.after = some->last;
        }
        QVERIFY(deliver(**m_store, appendOf(Mail().bytes())).ok()); // Too late to be touched.

        const qint64 before = (*m_store)->account(Bob)->highestModSeq.value;
        QJsonObject checkpoint;
        int deaths = 0;
        while (true) {
            KilledTask task(m_wanted, checkpoint, deaths % 2); // At once, and after one step.
            const auto outcome = rest::runBatchJob(**m_store, task);
            checkpoint = task.checkpoint();
            if (outcome) {
                QCOMPARE(outcome->value(QStringLiteral("changed")).toInteger(), Count);
                QCOMPARE(outcome->value(QStringLiteral("matched")).toInteger(), Count);
                QCOMPARE(task.reported, Count);
                break;
            }
            QCOMPARE(outcome.error().slug, QByteArray("killed"));
            QVERIFY(++deaths < 20);
        }
        QVERIFY(deaths > 3);
        // Each message changed once, and so took one MODSEQ.
        QCOMPARE((*m_store)->account(Bob)->highestModSeq.value, before + Count);
        QCOMPARE(findings(**m_store), QString());
    }

    void stopsAtAStep()
    {
        m_wanted.request = request(R"({"operation": "delete", "filter": {"mailbox": "INBOX"}})");
        KilledTask task(m_wanted, {}, 100);
        task.stopping = true;
        const auto outcome = rest::runBatchJob(**m_store, task);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().slug, jobs::Task::stopped().slug);
        QVERIFY(task.checkpoint().isEmpty());
    }

private:
    std::unique_ptr<TempStore> m_store;
    rest::BatchJob m_wanted;
};

QTEST_GUILESS_MAIN(TestBatchJob)
#include "tst_batchjob.moc"
