// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/batch.h"

#include "core/clock.h"
#include "rest/answer.h"
#include "rest/emailfilter.h"
#include "rest/emailjson.h"
#include "rest/members.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <future>

namespace digidig::rest {

namespace {

/// While others write, the writer is theirs for so many times as long as a step took …
constexpr qint64 RestFactor = 4;
/// … but a step is never further away than this.
constexpr qint64 LongestRestMs = 1000;
/// Others count as writing for so long after their last write.
constexpr qint64 OthersMs = 5000;
/// When too many writes wait, or the store says so, a step is tried again after this.
constexpr qint64 RetryMs = 1000;
constexpr int MaxRetries = 60;

constexpr qsizetype LongestName = 1000;

core::Result<mail::BatchOutcome> changeMany(mail::MailStore &store, const mail::BatchChange &change)
{
    const auto done = std::make_shared<std::promise<core::Result<mail::BatchOutcome>>>();
    auto outcome = done->get_future();
    store.changeMany(change,
        [done](core::Result<mail::BatchOutcome> result) { done->set_value(std::move(result)); });
    return outcome.get();
}

/// One job on its way.
class BatchRun {
public:
    BatchRun(mail::MailStore &store, jobs::Task &task)
        : m_store(store)
        , m_task(task)
        , m_job(BatchJob::fromJson(task.parameters()))
        , m_tally(BatchTally::fromJson(task.checkpoint()))
        , m_step(task.checkpoint().value(QStringLiteral("step")).toInteger())
        , m_mark(task.checkpoint().value(QStringLiteral("mark")).toInteger())
    {
    }

    core::Result<QJsonObject> run()
    {
        const auto operation = batchOperation(m_job.request);
        if (!operation)
            return operation.error();
        m_change = *operation;
        m_change.onlyAccount = m_job.account;
        auto filter = filterOf(
            conditionsOf(m_job.request.value(QStringLiteral("filter")).toObject()), m_job.nowMs);
        if (!filter)
            return filter.error();
        m_filter = *std::move(filter);
        m_filter.account = m_job.account;
        const qint64 total = m_task.job().progress.total;
        for (;;) {
            if (m_task.mustStop())
                return jobs::Task::stopped();
            const qint64 begin = core::monotonicMs();
            const auto more = step();
            if (!more)
                return more.error();
            m_task.report(m_tally.matched(), std::max(total, m_tally.matched()));
            if (!*more)
                return m_tally.toJson();
            if (!giveWay(core::monotonicMs() - begin))
                return jobs::Task::stopped();
        }
    }

private:
    /// False: there is nothing left.
    core::Result<bool> step()
    {
        const auto named = name();
        if (!named)
            return named.error();
        m_change.step = stepName(m_step);
        m_change.settled = m_step > 0 ? stepName(m_step - 1) : QByteArray();
        // Without messages too: the process may have been killed right behind the last step, which
        // then still is to be counted.
        const auto outcome = change();
        if (!outcome)
            return outcome.error();
        m_tally.add(*outcome);
        m_mark = outcome->mark;
        ++m_step;
        QJsonObject checkpoint = m_tally.toJson();
        checkpoint.insert(QStringLiteral("step"), m_step);
        checkpoint.insert(QStringLiteral("mark"), m_mark);
        if (const auto saved = m_task.save(checkpoint); !saved)
            return saved.error();
        return outcome->changed + outcome->unchanged + qint64(outcome->failed.size()) > 0;
    }

    /// The next messages, and the mark behind them: the row of the last, or how many ids.
    core::Result<bool> name()
    {
        if (!m_job.ids.isEmpty()) {
            m_change.ids = m_job.ids.mid(m_mark, mail::MaxBatch);
            m_change.mark = m_mark + m_change.ids.size();
            return true;
        }
        mail::Selection selection;
        selection.after.value = m_mark;
        selection.through = m_job.through;
        auto selected = m_store.select(m_filter, selection);
        if (!selected)
            return selected.error();
        m_change.ids = std::move(selected->ids);
        m_change.mark = std::max(m_mark, selected->last.value);
        return true;
    }

    core::Result<mail::BatchOutcome> change()
    {
        for (int attempt = 0;; ++attempt) {
            auto outcome = changeMany(m_store, m_change);
            ++m_ownWrites;
            const bool busy = !outcome && outcome.error().errc == core::Errc::LimitExceeded;
            if (!busy || attempt == MaxRetries)
                return outcome;
            if (!m_task.rest(RetryMs))
                return jobs::Task::stopped();
        }
    }

    /// False: the job must stop.
    bool giveWay(qint64 tookMs)
    {
        const qint64 others = m_store.figures().committedWrites - m_ownWrites;
        const qint64 now = core::monotonicMs();
        if (others != std::exchange(m_othersWrites, others))
            m_othersMs = now;
        if (now - m_othersMs > OthersMs)
            return true;
        return m_task.rest(std::min(LongestRestMs, RestFactor * std::max<qint64>(1, tookMs)));
    }

    QByteArray stepName(qint64 step) const
    {
        return m_task.job().id.toLatin1() + ':' + QByteArray::number(step);
    }

    mail::MailStore &m_store;
    jobs::Task &m_task;
    const BatchJob m_job;
    mail::BatchChange m_change;
    mail::Filter m_filter;
    BatchTally m_tally;
    qint64 m_step;
    qint64 m_mark;
    qint64 m_ownWrites = 0;
    qint64 m_othersWrites = 0;
    qint64 m_othersMs = core::monotonicMs();
};

} // namespace

void BatchTally::add(const mail::BatchOutcome &outcome, qsizetype mostErrors)
{
    changed += outcome.changed;
    unchanged += outcome.unchanged;
    failed += qint64(outcome.failed.size());
    for (const auto &[id, error] : outcome.failed) {
        if (errors.size() >= mostErrors)
            return;
        errors.append(QJsonObject{{QStringLiteral("id"), id},
            {QStringLiteral("code"), QString::fromLatin1(contractCode(error))},
            {QStringLiteral("detail"), error.message}});
    }
}

QJsonObject BatchTally::toJson() const
{
    return {{QStringLiteral("matched"), matched()}, {QStringLiteral("changed"), changed},
        {QStringLiteral("unchanged"), unchanged}, {QStringLiteral("failed"), failed},
        {QStringLiteral("errors"), errors}};
}

BatchTally BatchTally::fromJson(const QJsonObject &object)
{
    return {object.value(QStringLiteral("changed")).toInteger(),
        object.value(QStringLiteral("unchanged")).toInteger(),
        object.value(QStringLiteral("failed")).toInteger(),
        object.value(QStringLiteral("errors")).toArray()};
}

core::Result<mail::BatchChange> batchOperation(const QJsonObject &request)
{
    using What = mail::BatchChange::What;
    Members members(request);
    mail::BatchChange change;
    const QString operation = members.requiredText(QStringLiteral("operation"));
    if (members.error())
        return *members.error();
    const auto belongs = [&](const QString &name, const QString &to) {
        if (members.has(name) && operation != to) {
            members.fail(invalidField(
                name, QCoreApplication::translate("rest", "belongs to another operation")));
        }
        return operation == to;
    };
    const bool known = operation == u"flags" || operation == u"move" || operation == u"delete";
    if (!known) {
        return invalidField(QStringLiteral("operation"),
            QCoreApplication::translate("rest", "must be flags, move or delete"));
    }
    if (belongs(QStringLiteral("flags"), QStringLiteral("flags"))) {
        const auto flags = flagChangeFrom(request.value(QStringLiteral("flags")));
        if (!flags)
            return flags.error();
        change.flags = *flags;
        if (change.flags.isEmpty()) {
            return invalidField(QStringLiteral("flags"),
                QCoreApplication::translate("rest", "must be an object with add, remove or set"));
        }
    }
    if (belongs(QStringLiteral("mailbox"), QStringLiteral("move")))
        change.mailbox = members.requiredText(QStringLiteral("mailbox"), LongestName);
    if (belongs(QStringLiteral("permanent"), QStringLiteral("delete"))) {
        const bool permanent = members.boolean(QStringLiteral("permanent")).value_or(false);
        change.what = permanent ? What::Remove : What::Trash;
    }
    if (members.error())
        return *members.error();
    return change;
}

QJsonObject BatchJob::toJson() const
{
    QJsonObject object{{QStringLiteral("request"), request},
        {QStringLiteral("ids"), QJsonArray::fromStringList(ids)},
        {QStringLiteral("through"), through.value}, {QStringLiteral("now_ms"), nowMs}};
    if (account)
        object.insert(QStringLiteral("account"), account->value);
    return object;
}

BatchJob BatchJob::fromJson(const QJsonObject &object)
{
    BatchJob job;
    job.request = object.value(QStringLiteral("request")).toObject();
    const QJsonArray ids = object.value(QStringLiteral("ids")).toArray();
    for (const QJsonValue &id : ids)
        job.ids += id.toString();
    job.through.value = object.value(QStringLiteral("through")).toInteger();
    job.nowMs = object.value(QStringLiteral("now_ms")).toInteger();
    if (object.contains(QStringLiteral("account")))
        job.account = core::AccountId{object.value(QStringLiteral("account")).toInteger()};
    return job;
}

core::Result<QJsonObject> runBatchJob(mail::MailStore &store, jobs::Task &task)
{
    return BatchRun(store, task).run();
}

} // namespace digidig::rest
