// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/batch.h"
#include "core/clock.h"
#include "jobs/jobs.h"
#include "mime/fold.h"
#include "rest/accountscope.h"
#include "rest/audit.h"
#include "rest/emailfilter.h"
#include "rest/jobkinds.h"
#include "rest/members.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QSet>

namespace digidig::rest {

namespace {

constexpr qsizetype MaxIds = 10'000;
/// How many ids a dry run shows.
constexpr int SampleSize = 10;

/// What a batch is over, and what it does.
struct Wanted {
    mail::BatchChange change;
    BatchJob job;
    mail::Filter filter;
    qint64 matched = 0;
    bool dryRun = false;

    [[nodiscard]] bool byFilter() const { return job.ids.isEmpty(); }
};

core::Result<QStringList> idsOf(const QJsonValue &value)
{
    const QJsonArray array = value.toArray();
    QStringList ids;
    QSet<QString> known;
    for (const QJsonValue &id : array) {
        if (!id.isString()) {
            ids.clear();
            break;
        }
        if (!known.contains(id.toString())) {
            known += id.toString();
            ids += id.toString();
        }
    }
    if (ids.isEmpty() || array.size() > MaxIds) {
        return invalidField(QStringLiteral("ids"),
            QCoreApplication::translate("rest", "must be a list of 1 to %1 ids of e-mails")
                .arg(MaxIds));
    }
    return ids;
}

core::Result<mail::Filter> filterOf(const Call &call, Context &context, const QJsonValue &value)
{
    const QJsonObject object = value.toObject();
    if (object.isEmpty()) {
        return invalidField(QStringLiteral("filter"),
            QCoreApplication::translate("rest", "must be an object with at least one condition"));
    }
    // A condition that is mistyped would widen what is deleted.
    for (const QString &name : object.keys()) {
        if (!conditionNames().contains(name)) {
            return invalidField(QStringLiteral("filter.") + name.left(50),
                QCoreApplication::translate("rest", "there is no such condition"));
        }
        const QJsonValue condition = object.value(name);
        const bool empty = mime::foldSearch(condition.toVariant().toString()).trimmed().isEmpty();
        if (empty || condition.isArray() || condition.isObject()) {
            return invalidField(QStringLiteral("filter.") + name,
                QCoreApplication::translate("rest", "must be a text, a number, true or false"));
        }
    }
    return emailFilter(call, context, conditionsOf(object));
}

/// NotFound when all is one account's, and that has no such mailbox: then each e-mail would fail.
core::Result<void> hasTarget(Context &context, const Wanted &wanted)
{
    if (!wanted.change.mailbox || !wanted.job.account)
        return {};
    mail::Filter target;
    target.account = wanted.job.account;
    target.mailbox = wanted.change.mailbox;
    mail::Page page;
    page.limit = 1;
    if (const auto listed = context.mail.list(target, page); !listed)
        return listed.error();
    return {};
}

core::Result<Wanted> read(const Call &call, Context &context)
{
    const auto object = call.json();
    if (!object)
        return object.error();
    Wanted wanted;
    auto change = batchOperation(*object);
    if (!change)
        return change.error();
    wanted.change = *std::move(change);
    Members members(*object);
    const auto asked = call.boolean(u"dry_run");
    if (!asked)
        return asked.error();
    wanted.dryRun = members.boolean(QStringLiteral("dry_run")).value_or(asked->value_or(false));
    if (members.has(QStringLiteral("ids")) == members.has(QStringLiteral("filter"))) {
        members.fail(invalidField(QStringLiteral("ids"),
            QCoreApplication::translate("rest", "give either ids or filter")));
    }
    if (members.error())
        return *members.error();

    wanted.job.nowMs = core::nowMs();
    wanted.job.request = *object;
    wanted.job.request.remove(QStringLiteral("ids"));
    wanted.job.account = confinedTo(call);
    if (members.has(QStringLiteral("ids"))) {
        auto ids = idsOf(object->value(QStringLiteral("ids")));
        if (!ids)
            return ids.error();
        wanted.job.ids = *std::move(ids);
        wanted.matched = wanted.job.ids.size();
    } else {
        auto filter = filterOf(call, context, object->value(QStringLiteral("filter")));
        if (!filter)
            return filter.error();
        wanted.filter = *std::move(filter);
        wanted.job.account = wanted.filter.account;
        const auto count = context.mail.count(wanted.filter);
        if (!count)
            return count.error();
        wanted.matched = count->messages;
        wanted.job.through = count->last;
    }
    if (const auto target = hasTarget(context, wanted); !target)
        return target.error();
    wanted.change.onlyAccount = wanted.job.account;
    return wanted;
}

/// The first ids that the filter matches.
core::Result<QStringList> matching(Context &context, const Wanted &wanted, int limit)
{
    if (wanted.matched == 0)
        return QStringList();
    const auto selected =
        context.mail.select(wanted.filter, {.through = wanted.job.through, .limit = limit});
    if (!selected)
        return selected.error();
    return selected->ids;
}

Outcome dryRun(const Call &call, Context &context, const Wanted &wanted)
{
    call.note->setChangesNothing();
    BatchTally tally;
    mail::BatchOutcome outcome;
    QStringList sample;
    if (wanted.byFilter()) {
        auto ids = matching(context, wanted, SampleSize);
        if (!ids)
            return ids.error();
        sample = *std::move(ids);
    }
    for (const QString &id : wanted.job.ids) {
        const auto message = messageFor(call, context, id);
        if (!message && message.error().errc == core::Errc::Timeout)
            return message.error();
        if (!message)
            outcome.failed.push_back({id, message.error()});
        else if (sample.size() < SampleSize)
            sample += id;
    }
    tally.add(outcome);
    return jsonAnswer(
        {{QStringLiteral("dry_run"), true}, {QStringLiteral("matched"), wanted.matched},
            {QStringLiteral("failed"), tally.failed}, {QStringLiteral("errors"), tally.errors},
            {QStringLiteral("sample"), QJsonArray::fromStringList(sample)},
            {QStringLiteral("as_job"), wanted.matched > mail::MaxBatch}});
}

Outcome asJob(const Call &call, Context &context, const Wanted &wanted)
{
    jobs::Jobs::Request request{.kind = QStringLiteral("batch"),
        .parameters = wanted.job.toJson(),
        .who = call.principal.name,
        .account = confinedTo(call),
        .total = wanted.matched};
    if (request.account) {
        const auto account = accountNamed(call, context, call.principal.accountPublicId);
        if (!account)
            return account.error();
        request.accountAddress = account->address;
    }
    const auto job = context.jobs.submit(request);
    if (!job)
        return job.error();
    return jobAccepted(*job);
}

/// What the audit log is told of a batch: the ids, as many as it keeps, or the filter.
void note(const Call &call, const Wanted &wanted)
{
    if (!wanted.byFilter()) {
        call.note->name(wanted.job.ids.mid(0, Audit::MaxObjects));
        return;
    }
    const QJsonObject filter = wanted.job.request.value(QStringLiteral("filter")).toObject();
    call.note->name({QString::fromUtf8(QJsonDocument(filter).toJson(QJsonDocument::Compact))});
}

void batch(const Call &call, Context &context, const Answer &answer)
{
    auto wanted = read(call, context);
    if (!wanted)
        return answer(std::move(wanted).error());
    if (wanted->dryRun)
        return answer(dryRun(call, context, *wanted));
    note(call, *wanted);
    if (wanted->matched > mail::MaxBatch)
        return answer(asJob(call, context, *wanted));
    wanted->change.ids = wanted->job.ids;
    if (wanted->byFilter()) {
        auto ids = matching(context, *wanted, mail::MaxBatch);
        if (!ids)
            return answer(std::move(ids).error());
        wanted->change.ids = *std::move(ids);
    }
    context.mail.changeMany(
        std::move(wanted->change), [answer](const core::Result<mail::BatchOutcome> &outcome) {
            if (!outcome)
                return answer(outcome.error());
            BatchTally tally;
            tally.add(*outcome, mail::MaxBatch);
            QJsonObject object = tally.toJson();
            object.insert(QStringLiteral("status"), QStringLiteral("done"));
            answer(jsonAnswer(object));
        });
}

} // namespace

void addBatchRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Post,
        .pattern = "/emails/batch",
        .access = Access::OwnWrite,
        .handler = later(context, batch),
        .contentTypes = {"application/json"},
        .alsoAt = {"/api/emails/batch"}});
}

} // namespace digidig::rest
