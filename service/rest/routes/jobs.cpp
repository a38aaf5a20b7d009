// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/jobs.h"
#include "rest/accountscope.h"
#include "rest/jobkinds.h"
#include "rest/members.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

constexpr qint64 DefaultLimit = 50;
constexpr qint64 MaxLimit = 500;

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
    const auto limit = call.number(u"limit", DefaultLimit, 1, MaxLimit);
    if (!limit)
        return limit.error();
    const auto filter = filterOf(call);
    if (!filter)
        return filter.error();
    const auto page = context.jobs.list(*filter, int(*limit), call.text(u"cursor"));
    QJsonArray all;
    for (const jobs::Job &job : page.jobs)
        all.append(toJson(job));
    QJsonObject object{{QStringLiteral("jobs"), all}, {QStringLiteral("count"), all.size()}};
    if (!page.next.isEmpty())
        object.insert(QStringLiteral("next_cursor"), page.next);
    return jsonAnswer(object);
}

/// The job that the path names; NotFound too when it is another account's.
core::Result<jobs::Job> jobFor(const Call &call, Context &context)
{
    auto job = context.jobs.find(call.segment(0));
    const auto only = confinedTo(call);
    if (!job || (only && job->account != only)) {
        return core::Error{core::Errc::NotFound,
            QCoreApplication::translate("rest", "there is no such job"), {}, "job_not_found"};
    }
    return *std::move(job);
}

Outcome show(const Call &call, Context &context)
{
    const auto job = jobFor(call, context);
    if (!job)
        return job.error();
    return jsonAnswer(toJson(*job));
}

Outcome remove(const Call &call, Context &context)
{
    const auto job = jobFor(call, context);
    if (!job)
        return job.error();
    if (!job->isFinished()) {
        const auto cancelled = context.jobs.cancel(job->id);
        if (!cancelled)
            return cancelled.error();
        return jsonAnswer(toJson(*cancelled), cancelled->isFinished() ? 200 : 202);
    }
    if (const auto removed = context.jobs.remove(job->id); !removed)
        return removed.error();
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
