// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "jobs/jobs.h"
#include "mail/mailboxname.h"
#include "rest/accountscope.h"
#include "rest/filecontent.h"
#include "rest/jobkinds.h"
#include "rest/members.h"
#include "rest/ranges.h"
#include "rest/routes.h"
#include "rest/transferfiles.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFileInfo>

#include <algorithm>

namespace digidig::rest {

namespace {

core::Result<void> demandMailbox(Context &context, core::AccountId account, const QString &name)
{
    const auto boxes = context.mail.mailboxes(account);
    if (!boxes)
        return boxes.error();
    if (std::any_of(boxes->begin(), boxes->end(),
            [&](const mail::Mailbox &box) { return box.name == name; }))
        return {};
    return core::Error{core::Errc::NotFound,
        QCoreApplication::translate("rest", "there is no such mailbox"), {}, "mailbox_not_found"};
}

Outcome create(const Call &call, Context &context)
{
    const auto object = call.json();
    if (!object)
        return object.error();
    Members members(*object);
    const QString address = members.requiredText(QStringLiteral("account"));
    const auto mailbox = members.text(QStringLiteral("mailbox"));
    const QString format = members.text(QStringLiteral("format")).value_or(QStringLiteral("mbox"));
    if (members.error())
        return *members.error();
    if (format != u"mbox" && format != u"maildir") {
        return invalidField(QStringLiteral("format"),
            QCoreApplication::translate("rest", "must be mbox or maildir"));
    }
    const auto account = accountNamed(call, context, address);
    if (!account)
        return account.error();
    QJsonObject parameters{
        {QStringLiteral("account"), account->publicId}, {QStringLiteral("format"), format}};
    if (mailbox) {
        const auto name = mail::mailboxName(*mailbox);
        if (!name)
            return invalidField(QStringLiteral("mailbox"), name.error().message);
        if (const auto known = demandMailbox(context, account->id, *name); !known)
            return known.error();
        parameters.insert(QStringLiteral("mailbox"), *name);
    }
    const auto job =
        submitFor(call, context, account->address, {.kind = ExportJob, .parameters = parameters});
    if (!job)
        return job.error();
    call.note->name({account->publicId, job->id});
    return jobAccepted(*job);
}

core::Error noSuchExport()
{
    return {core::Errc::NotFound,
        QCoreApplication::translate("rest", "there is no such export, or it is not kept any more"),
        {}, "export_not_found"};
}

/// The export that the path names; NotFound too when it is another account's.
core::Result<jobs::Job> exportFor(const Call &call, Context &context)
{
    auto job = jobOf(call, context);
    if (!job || job->kind != ExportJob)
        return noSuchExport();
    return *std::move(job);
}

/// What a browser calls the file: nothing in it needs quoting.
QByteArray fileName(const jobs::Job &job)
{
    QByteArray name;
    for (const QChar c : job.result.value(QStringLiteral("account")).toString()) {
        const bool plain = (c.unicode() < 0x80 && c.isLetterOrNumber()) || c == u'@' || c == u'.'
            || c == u'-' || c == u'_';
        name += plain ? char(c.unicode()) : '_';
    }
    return name + '-' + core::rfc3339(job.createdMs).left(10).toLatin1() + ".tar";
}

Outcome download(const Call &call, Context &context)
{
    const auto job = exportFor(call, context);
    if (!job)
        return job.error();
    if (!job->isFinished()) {
        return core::Error{core::Errc::Conflict,
            QCoreApplication::translate("rest", "the export has not finished"), {},
            "job_not_finished"};
    }
    auto reader = openFile(exportFile(context, job->id), job->id.toLatin1());
    if (!reader || job->state != jobs::State::Done)
        return noSuchExport();
    net::Response response;
    response.headers.append("Content-Type", "application/x-tar");
    response.headers.append("ETag", '"' + (*reader)->hash() + '"');
    response.headers.append(
        "Content-Disposition", "attachment; filename=\"" + fileName(*job) + '"');
    const qint64 size = (*reader)->size();
    answerRanged(*call.request, sliceOf(*std::move(reader), 0, size), response);
    if (const auto begun = readAhead(response); !begun)
        return begun.error();
    return response;
}

Outcome remove(const Call &call, Context &context)
{
    const auto job = exportFor(call, context);
    if (!job)
        return job.error();
    if (!job->isFinished())
        return cancelJob(context, job->id);
    if (!QFileInfo::exists(exportFile(context, job->id)))
        return noSuchExport();
    discard(exportDirectory(context, job->id));
    return jsonAnswer(
        {{QStringLiteral("status"), QStringLiteral("removed")}, {QStringLiteral("id"), job->id}});
}

} // namespace

void addExportRoutes(Router &router, Context &context)
{
    const QByteArray one = "/api/export/{job}";
    router.add({.method = net::Method::Post,
        .pattern = "/api/export",
        .access = Access::OwnWrite,
        .handler = onWorker(context, create),
        .contentTypes = {"application/json"}});
    router.add({.method = net::Method::Get,
        .pattern = one,
        .access = Access::OwnRead,
        .handler = onWorker(context, download),
        .streams = true});
    router.add({.method = net::Method::Delete,
        .pattern = one,
        .access = Access::OwnWrite,
        .handler = onWorker(context, remove)});
}

} // namespace digidig::rest
