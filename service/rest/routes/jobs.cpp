// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobs.h"
#include "rest/accountscope.h"
#include "rest/jobkinds.h"
#include "rest/etag.h"
#include "rest/listanswer.h"
#include "rest/members.h"
#include "rest/routes.h"
#include "rest/transferfiles.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

core::Result<jobs::Jobs::Filter> filterOf(const Call &call)
{
    jobs::Jobs::Filter filter;
    filter.kind = call.text(u"kind");
    filter.account = confinedTo(call);
    const QString state = call.text(u"state");
    if (state.isEmpty())
        return filter;
    filter.state = jobs::stateNamed(state);
    if (!filter.state) {
        return invalidField(QStringLiteral("state"),
            QCoreApplication::translate(
                "rest", "must be queued, running, done, failed or cancelled"));
    }
    return filter;
}

Outcome list(const Call &call, Context &context)
{
    const auto limit = limitOf(call);
    if (!limit)
        return limit.error();
    const auto filter = filterOf(call);
    if (!filter)
        return filter.error();
    const auto page = context.jobs.list(*filter, *limit, call.text(u"cursor"));
    QJsonArray all;
    for (const jobs::Job &job : page.jobs)
        all.append(toJson(job));
    return jsonAnswer(
        listObject(call, QStringLiteral("jobs"), {.rows = all, .next = page.next}));
}

/// The job that the path names; NotFound too when it is another account's.
core::Result<jobs::Job> jobFor(const Call &call, Context &context)
{
    auto job = jobOf(call, context);
    if (!job) {
        return core::Error{core::Errc::NotFound,
            QCoreApplication::translate("rest", "there is no such job"), {}, "job_not_found"};
    }
    return *std::move(job);
}

/// DELETE means another thing for a job that has ended.
QByteArray stateOf(const jobs::Job &job)
{
    return jobs::stateName(job.state).toLatin1();
}

Outcome show(const Call &call, Context &context)
{
    const auto job = jobFor(call, context);
    if (!job)
        return job.error();
    net::Response response = jsonAnswer(toJson(*job));
    tag(response, stateOf(*job));
    return response;
}

Outcome remove(const Call &call, Context &context)
{
    const auto job = jobFor(call, context);
    if (!job)
        return job.error();
    if (const auto as = demand(call, stateOf(*job)); !as)
        return as.error();
    if (!job->isFinished())
        return cancelJob(context, job->id);
    if (const auto removed = context.jobs.remove(job->id); !removed)
        return removed.error();
    if (job->kind == ExportJob)
        discard(exportDirectory(context, job->id));
    return jsonAnswer(
        {{QStringLiteral("status"), QStringLiteral("removed")}, {QStringLiteral("id"), job->id}});
}

/// Jobs that need to know nothing; all others have paths of their own.
Outcome start(const Call &call, Context &context)
{
    const auto object = call.json();
    if (!object)
        return object.error();
    Members members(*object);
    const QString kind = members.requiredText(QStringLiteral("kind"));
    if (members.error())
        return *members.error();
    if (kind != u"reindex") {
        return invalidField(QStringLiteral("kind"),
            QCoreApplication::translate(
                "rest", "must be reindex; other jobs have paths of their own"));
    }
    const auto job = context.jobs.submit({.kind = kind, .who = call.principal.name});
    if (!job)
        return job.error();
    return jobAccepted(*job);
}

} // namespace

void addJobRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/jobs",
        .access = Access::OwnRead,
        .handler = Quick([&context](const Call &call) { return list(call, context); }),
        .whenDisabled = WhenDisabled::Served});
    router.add({.method = net::Method::Post,
        .pattern = "/api/jobs",
        .access = Access::Admin,
        .handler = onWorker(context, start),
        .whenDisabled = WhenDisabled::Served,
        .contentTypes = {"application/json"}});
    const QByteArray one = "/api/jobs/{id}";
    router.add({.method = net::Method::Get,
        .pattern = one,
        .access = Access::OwnRead,
        .handler = Quick([&context](const Call &call) { return show(call, context); }),
        .whenDisabled = WhenDisabled::Served});
    router.add({.method = net::Method::Delete,
        .pattern = one,
        .access = Access::OwnWrite,
        .handler = onWorker(context, remove),
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
