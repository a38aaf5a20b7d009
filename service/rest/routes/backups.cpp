// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/backups.h"
#include "core/clock.h"
#include "jobs/jobs.h"
#include "mail/mailboxname.h"
#include "rest/address.h"
#include "rest/jobkinds.h"
#include "rest/etag.h"
#include "rest/listanswer.h"
#include "rest/members.h"
#include "rest/routes.h"

#include <QtCore/QJsonArray>

namespace digidig::rest {

namespace {

QJsonObject toJson(const mail::Backup &backup)
{
    return {{QStringLiteral("id"), backup.id},
        {QStringLiteral("started_at"), core::rfc3339(backup.startedMs)},
        {QStringLiteral("ended_at"), core::rfc3339(backup.endedMs)},
        {QStringLiteral("bytes"), backup.bytes}, {QStringLiteral("added_bytes"), backup.addedBytes},
        {QStringLiteral("accounts"), backup.accounts},
        {QStringLiteral("messages"), backup.messages}};
}

/// A backup is what it was taken as.
QByteArray stateOf(const mail::Backup &backup)
{
    return rest::stateOf({{QStringLiteral("id"), backup.id}});
}

Outcome list(const Call &call, Context &context)
{
    const auto all = context.backups()->list();
    if (!all)
        return all.error();
    QJsonArray json;
    for (const mail::Backup &backup : *all)
        json.append(toJson(backup));
    ListOrder newestFirst = byText(QStringLiteral("id"));
    newestFirst.descending = true;
    return listAnswer(call, QStringLiteral("backups"), json, newestFirst);
}

Outcome show(const Call &call, Context &context)
{
    const auto backup = context.backups()->find(call.segment(0));
    if (!backup)
        return backup.error();
    net::Response response = jsonAnswer(toJson(*backup));
    tag(response, stateOf(*backup));
    return response;
}

Outcome remove(const Call &call, Context &context)
{
    const auto backup = context.backups()->find(call.segment(0));
    if (!backup)
        return backup.error();
    if (const auto as = demand(call, stateOf(*backup)); !as)
        return as.error();
    if (const auto removed = context.backups()->remove(call.segment(0)); !removed)
        return removed.error();
    return jsonAnswer({{QStringLiteral("status"), QStringLiteral("removed")},
        {QStringLiteral("id"), call.segment(0)}});
}

Outcome create(const Call &call, Context &context)
{
    const auto job =
        context.jobs.submit({.kind = QStringLiteral("backup"), .who = call.principal.name});
    if (!job)
        return job.error();
    return jobAccepted(*job);
}

/// Everything is restored by the command line only, where no service runs.
Outcome restore(const Call &call, Context &context)
{
    const auto object = call.json();
    if (!object)
        return object.error();
    Members members(*object);
    const QString account = members.requiredText(QStringLiteral("account"));
    const auto mailbox = members.text(QStringLiteral("mailbox"));
    const auto message = members.text(QStringLiteral("message"));
    if (members.error())
        return *members.error();
    const auto address = addressIn(QStringLiteral("account"), account);
    if (!address)
        return address.error();
    const auto backup = context.backups()->find(call.segment(0));
    if (!backup)
        return backup.error();
    QJsonObject parameters{
        {QStringLiteral("backup"), backup->id}, {QStringLiteral("account"), *address}};
    if (mailbox) {
        const auto name = mail::mailboxName(*mailbox);
        if (!name)
            return invalidField(QStringLiteral("mailbox"), name.error().message);
        parameters.insert(QStringLiteral("mailbox"), *name);
    }
    if (message)
        parameters.insert(QStringLiteral("message"), *message);
    const auto job = context.jobs.submit(
        {.kind = QStringLiteral("restore"), .parameters = parameters, .who = call.principal.name});
    if (!job)
        return job.error();
    return jobAccepted(*job);
}

} // namespace

void addBackupRoutes(Router &router, Context &context)
{
    const QByteArray all = "/api/backups";
    const QByteArray one = "/api/backups/{id}";
    router.add({.method = net::Method::Get,
        .pattern = all,
        .access = Access::Read,
        .handler = onWorker(context, list),
        .whenDisabled = WhenDisabled::Served});
    router.add({.method = net::Method::Post,
        .pattern = all,
        .access = Access::Admin,
        .handler = onWorker(context, create),
        .whenDisabled = WhenDisabled::Served});
    router.add({.method = net::Method::Get,
        .pattern = one,
        .access = Access::Read,
        .handler = onWorker(context, show),
        .whenDisabled = WhenDisabled::Served});
    router.add({.method = net::Method::Delete,
        .pattern = one,
        .access = Access::Admin,
        .handler = onWorker(context, remove),
        .whenDisabled = WhenDisabled::Served});
    router.add({.method = net::Method::Post,
        .pattern = "/api/backups/{id}/restore",
        .access = Access::Admin,
        .handler = onWorker(context, restore),
        .contentTypes = {"application/json"}});
}

} // namespace digidig::rest
