// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/jobkinds.h"

#include "api/job.h"
#include "archive/recovery.h"
#include "mail/backups.h"
#include "rest/accountscope.h"
#include "rest/answer.h"
#include "rest/batch.h"
#include "rest/exportjob.h"
#include "rest/fetching.h"
#include "rest/importjob.h"
#include "rest/transferfiles.h"

#include <QtCore/QCoreApplication>

#include <future>

namespace digidig::rest {

namespace {

/// How often the background work is looked at.
constexpr qint64 LookEveryMs = 250;
/// Unfinished jobs of one kind that an account may have.
constexpr int MaxOwnJobs = 3;

/// Empties the text index, then watches it being filled again.
core::Result<QJsonObject> reindex(Context &context, jobs::Task &task)
{
    const QString texts = QStringLiteral("texts");
    qint64 total = task.checkpoint().value(texts).toInteger(-1);
    if (total < 0) {
        const auto emptied = std::make_shared<std::promise<core::Result<qint64>>>();
        context.mail.rebuildIndex(
            [emptied](const core::Result<qint64> &queued) { emptied->set_value(queued); });
        const auto queued = emptied->get_future().get();
        if (!queued)
            return queued.error();
        total = *queued;
        if (const auto saved = task.save({{texts, total}}); !saved)
            return saved.error();
    }
    for (;;) {
        const auto waiting = context.mail.waitingForIndex();
        if (!waiting)
            return waiting.error();
        task.report(std::max<qint64>(0, total - *waiting), total);
        if (*waiting == 0)
            return QJsonObject{{texts, total}};
        if (!task.rest(LookEveryMs))
            return jobs::Task::stopped(); // The index is filled all the same.
    }
}

/// What POST /fetch does, for those who do not wait for it.
core::Result<QJsonObject> sync(Context &context, jobs::Task &task)
{
    const auto fetched =
        fetchMail(context, task.parameters().value(QStringLiteral("address")).toString(),
            task.parameters().value(QStringLiteral("whole")).toBool(),
            [&task](const mail::Fetched &soFar) {
                task.report(soFar.stored + soFar.failed, 0);
                return !task.mustStop();
            });
    if (!fetched)
        return fetched.error();
    if (task.mustStop())
        return jobs::Task::stopped(); // What is stored is stored.
    const qint64 all = fetched->stored + fetched->failed;
    task.report(all, all);
    return QJsonObject{{QStringLiteral("emails_fetched"), fetched->stored},
        {QStringLiteral("emails_failed"), fetched->failed}};
}

core::Result<QJsonObject> backup(Context &context, jobs::Task &task)
{
    const auto backups = context.backups();
    const auto made = backups->create([&task](qint64 done, qint64 total) {
        task.report(done, total);
        return !task.mustStop();
    });
    if (!made)
        return task.mustStop() ? jobs::Task::stopped() : made.error();
    if (const auto rotated =
            mail::keepNewest(*backups, context.config.get(config::keys::backupKeep));
        !rotated)
        return rotated.error();
    return QJsonObject{{QStringLiteral("backup"), made->id}, {QStringLiteral("bytes"), made->bytes},
        {QStringLiteral("added_bytes"), made->addedBytes},
        {QStringLiteral("messages"), made->messages}};
}

core::Result<QJsonObject> restore(Context &context, jobs::Task &task)
{
    const QJsonObject &wanted = task.parameters();
    archive::RecoveryWish wish{wanted.value(QStringLiteral("account")).toString()};
    if (wanted.contains(QStringLiteral("mailbox")))
        wish.mailbox = wanted.value(QStringLiteral("mailbox")).toString();
    if (wanted.contains(QStringLiteral("message")))
        wish.message = wanted.value(QStringLiteral("message")).toString();
    const auto opened = context.backups()->open(wanted.value(QStringLiteral("backup")).toString(),
        context.config.get(config::keys::stateDir),
        [&task](qint64, qint64) { return !task.mustStop(); });
    if (!opened)
        return task.mustStop() ? jobs::Task::stopped() : opened.error();
    archive::Recovery recovery(
        {(*opened)->mail(), (*opened)->accounts()}, {context.mail, context.accounts}, wish,
        (*opened)->passwordHash(wish.account), [&task] { return task.mustStop(); },
        [&task](qint64 done, qint64 total) { task.report(done, total); });
    const auto report = recovery.run();
    if (!report)
        return report.error();
    if (report->stopped)
        return jobs::Task::stopped();
    return QJsonObject{{QStringLiteral("present"), report->present},
        {QStringLiteral("undeleted"), report->undeleted}, {QStringLiteral("added"), report->added},
        {QStringLiteral("failed"), report->failed},
        {QStringLiteral("account_made"), report->accountMade}};
}

} // namespace

void addJobKinds(Context &context)
{
    context.jobs.add({.name = QStringLiteral("sync"),
        .unit = QStringLiteral("emails"),
        .run = [&context](jobs::Task &task) { return sync(context, task); }});
    context.jobs.add({.name = QStringLiteral("reindex"),
        .unit = QStringLiteral("texts"),
        .run = [&context](jobs::Task &task) { return reindex(context, task); },
        .alone = true});
    context.jobs.add({.name = QStringLiteral("backup"),
        .unit = QStringLiteral("bytes"),
        .run = [&context](jobs::Task &task) { return backup(context, task); },
        .alone = true});
    context.jobs.add({.name = QStringLiteral("restore"),
        .unit = QStringLiteral("messages"),
        .run = [&context](jobs::Task &task) { return restore(context, task); },
        .alone = true});
    context.jobs.add({.name = ExportJob,
        .unit = QStringLiteral("messages"),
        .run = [&context](jobs::Task &task) { return runExportJob(context, task); }});
    context.jobs.add({.name = ImportJob,
        .unit = QStringLiteral("bytes"),
        .run = [&context](jobs::Task &task) { return runImportJob(context, task); }});
    context.jobs.add({.name = QStringLiteral("batch"),
        .unit = QStringLiteral("emails"),
        .run = [&context](jobs::Task &task) { return runBatchJob(context.mail, task); }});
}

QJsonObject toJson(const jobs::Job &job)
{
    return api::Job{.id = job.id,
        .kind = job.kind,
        .state = jobs::stateName(job.state),
        .done = job.progress.done,
        .total = job.progress.total,
        .unit = job.progress.unit,
        .createdMs = job.createdMs,
        .startedMs = job.startedMs,
        .finishedMs = job.finishedMs,
        .who = job.who,
        .account = job.accountAddress,
        .cancelling = job.cancelling,
        .result = job.result,
        .error = job.error ? problemObject(*job.error) : QJsonObject()}
        .toJson();
}

QJsonObject jobEvent(const jobs::Job &job)
{
    QJsonObject object = toJson(job);
    object.insert(QStringLiteral("type"), QStringLiteral("job"));
    return object;
}

core::Result<jobs::Job> submitFor(
    const Call &call, Context &context, const QString &address, jobs::Jobs::Request request)
{
    request.who = call.principal.name;
    request.account = confinedTo(call);
    if (!request.account)
        return context.jobs.submit(request);
    request.accountAddress = address;
    size_t unfinished = 0;
    for (const jobs::State state : {jobs::State::Queued, jobs::State::Running}) {
        unfinished += context.jobs
                          .list({.kind = request.kind, .state = state, .account = request.account},
                              MaxOwnJobs)
                          .jobs.size();
    }
    if (unfinished >= MaxOwnJobs) {
        return core::Error{core::Errc::LimitExceeded,
            QCoreApplication::translate("rest", "too many of these jobs have not finished yet"), {},
            "job_queue_full"};
    }
    return context.jobs.submit(request);
}

std::optional<jobs::Job> jobOf(const Call &call, const Context &context)
{
    auto job = context.jobs.find(call.segment(0));
    const auto only = confinedTo(call);
    return job && only && job->account != only ? std::nullopt : std::move(job);
}

Outcome cancelJob(Context &context, const QString &id)
{
    const auto cancelled = context.jobs.cancel(id);
    if (!cancelled)
        return cancelled.error();
    return jsonAnswer(toJson(*cancelled), cancelled->isFinished() ? 200 : 202);
}

net::Response jobAccepted(const jobs::Job &job)
{
    net::Response response = jsonAnswer(toJson(job), 202);
    response.headers.append("Location", "/api/jobs/" + job.id.toLatin1());
    return response;
}

} // namespace digidig::rest
