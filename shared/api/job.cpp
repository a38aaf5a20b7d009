// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/job.h"

#include "api/time.h"

namespace digidig::api {

namespace {

QJsonValue orNull(const QJsonObject &object)
{
    return object.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(object);
}

qint64 msOf(const QJsonValue &value)
{
    qint64 ms = 0;
    (void)core::parseRfc3339(value.toString(), &ms);
    return ms;
}

} // namespace

QJsonObject Job::toJson() const
{
    return {
        {QStringLiteral("id"), id},
        {QStringLiteral("kind"), kind},
        {QStringLiteral("state"), state},
        {QStringLiteral("progress"),
            QJsonObject{{QStringLiteral("done"), done},
                {QStringLiteral("total"),
                    total > 0 ? QJsonValue(total) : QJsonValue(QJsonValue::Null)},
                {QStringLiteral("unit"), unit}}},
        {QStringLiteral("created_at"), timeOrNull(createdMs)},
        {QStringLiteral("started_at"), timeOrNull(startedMs)},
        {QStringLiteral("finished_at"), timeOrNull(finishedMs)},
        {QStringLiteral("who"), who},
        {QStringLiteral("account"),
            account.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(account)},
        {QStringLiteral("cancelling"), cancelling},
        {QStringLiteral("result"), orNull(result)},
        {QStringLiteral("error"), orNull(error)},
    };
}

Job Job::fromJson(const QJsonObject &object)
{
    const auto text = [&object](const QString &name) { return object.value(name).toString(); };
    const QJsonObject progress = object.value(QStringLiteral("progress")).toObject();
    Job job;
    job.id = text(QStringLiteral("id"));
    job.kind = text(QStringLiteral("kind"));
    job.state = text(QStringLiteral("state"));
    job.done = progress.value(QStringLiteral("done")).toInteger();
    job.total = progress.value(QStringLiteral("total")).toInteger();
    job.unit = progress.value(QStringLiteral("unit")).toString();
    job.createdMs = msOf(object.value(QStringLiteral("created_at")));
    job.startedMs = msOf(object.value(QStringLiteral("started_at")));
    job.finishedMs = msOf(object.value(QStringLiteral("finished_at")));
    job.who = text(QStringLiteral("who"));
    job.account = text(QStringLiteral("account"));
    job.cancelling = object.value(QStringLiteral("cancelling")).toBool();
    job.result = object.value(QStringLiteral("result")).toObject();
    job.error = object.value(QStringLiteral("error")).toObject();
    return job;
}

} // namespace digidig::api
