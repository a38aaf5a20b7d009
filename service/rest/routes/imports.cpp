// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/outfile.h"
#include "core/text.h"
#include "jobs/jobs.h"
#include "mail/mailboxname.h"
#include "rest/accountscope.h"
#include "rest/importjob.h"
#include "rest/jobkinds.h"
#include "rest/negotiate.h"
#include "rest/routes.h"
#include "rest/transferfiles.h"

#include <QtCore/QCoreApplication>

namespace digidig::rest {

namespace {

constexpr qsizetype Piece = 1 << 20;

UploadFormat formatOf(const Call &call)
{
    const QByteArray type = mediaType(call.request->headers.value("Content-Type"));
    return type == "message/rfc822"  ? UploadFormat::Message
        : type == "application/mbox" ? UploadFormat::Mbox
                                     : UploadFormat::Tar;
}

core::Result<ImportWish> wishOf(const Call &call, const mail::Account &account)
{
    ImportWish wish{.account = account.publicId, .format = formatOf(call)};
    const auto dryRun = call.boolean(u"dry_run");
    if (!dryRun)
        return dryRun.error();
    wish.dryRun = dryRun->value_or(false);
    const QString mailbox = call.text(u"mailbox");
    if (mailbox.isEmpty())
        return wish;
    const auto name = mail::mailboxName(mailbox);
    if (!name)
        return invalidField(QStringLiteral("mailbox"), name.error().message);
    wish.mailbox = *name;
    return wish;
}

/// Keeps the content of the request as the upload of @p job, durably.
core::Result<void> keepUpload(
    const Call &call, const Context &context, const QString &job, UploadFormat format)
{
    QByteArrayView bytes = call.request->content();
    if (const auto room = demandRoom(context, bytes.size()); !room)
        return room;
    const QString directory = importDirectory(context, job);
    if (const auto made = core::makeDirectory(directory); !made)
        return made;
    const auto file = core::OutFile::create(directory + u'/' + uploadName(format));
    if (!file)
        return file.error();
    while (!bytes.isEmpty()) {
        const QByteArrayView piece = bytes.first(std::min(Piece, bytes.size()));
        if (auto written = (*file)->write(piece); !written)
            return written;
        bytes = bytes.sliced(piece.size());
    }
    if (auto closed = (*file)->close(); !closed)
        return closed;
    return core::syncTree(directory);
}

/// A job whose upload is kept; when there is none, nothing is.
core::Result<jobs::Job> submit(
    const Call &call, Context &context, const mail::Account &account, const ImportWish &wish)
{
    const QString id = core::newUuid();
    const auto kept = keepUpload(call, context, id, wish.format);
    auto job = kept ? submitFor(call, context, account.address,
                   {.kind = ImportJob, .parameters = wish.toJson(), .id = id})
                    : core::Result<jobs::Job>(kept.error());
    if (!job)
        discard(importDirectory(context, id));
    return job;
}

Outcome create(const Call &call, Context &context)
{
    const QString address = call.text(u"account");
    if (address.isEmpty()) {
        return invalidField(
            QStringLiteral("account"), QCoreApplication::translate("rest", "is missing"));
    }
    const auto account = accountNamed(call, context, address);
    if (!account)
        return account.error();
    const auto wish = wishOf(call, *account);
    if (!wish)
        return wish.error();
    if (wish->dryRun)
        call.note->setChangesNothing();
    const auto job = submit(call, context, *account, *wish);
    if (!job)
        return job.error();
    call.note->name({account->publicId, job->id});
    return jobAccepted(*job);
}

} // namespace

void addImportRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Post,
        .pattern = "/api/import",
        .access = Access::OwnWrite,
        .handler = onWorker(context, create),
        .contentTypes = {"message/rfc822", "application/mbox", "application/x-tar"},
        .bounded = false,
        .maxContent = [&context] { return context.config.get(config::keys::maxImportSize); }});
}

} // namespace digidig::rest
