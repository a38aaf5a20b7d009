// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/job.h"

namespace digidig::jobs {

namespace {

QJsonObject toRecord(const core::Error &error)
{
    return {{QStringLiteral("errc"), QString::fromLatin1(core::slug(error.errc))},
        {QStringLiteral("message"), error.message},
        {QStringLiteral("slug"), QString::fromLatin1(error.slug)},
        {QStringLiteral("field"), error.field}};
}

core::Error errorFrom(const QJsonObject &record)
{
    core::Error error{core::Errc::Internal, record.value(QStringLiteral("message")).toString(), {},
        record.value(QStringLiteral("slug")).toString().toLatin1(),
        record.value(QStringLiteral("field")).toString()};
    const QByteArray name = record.value(QStringLiteral("errc")).toString().toLatin1();
    for (int i = 0; i <= int(core::Errc::Internal); ++i) {
        if (core::slug(core::Errc(i)) == name)
            error.errc = core::Errc(i);
    }
    return error;
}

} // namespace

QString stateName(State state)
{
    switch (state) {
    case State::Queued:
        return QStringLiteral("queued");
    case State::Running:
        return QStringLiteral("running");
    case State::Done:
        return QStringLiteral("done");
    case State::Failed:
        return QStringLiteral("failed");
    case State::Cancelled:
        break;
    }
    return QStringLiteral("cancelled");
}

std::optional<State> stateNamed(QStringView name)
{
    for (const State state : AllStates) {
        if (stateName(state) == name)
            return state;
    }
    return std::nullopt;
}

QJsonObject toRecord(const Job &job)
{
    QJsonObject record{{QStringLiteral("kind"), job.kind},
        {QStringLiteral("state"), stateName(job.state)},
        {QStringLiteral("done"), job.progress.done}, {QStringLiteral("total"), job.progress.total},
        {QStringLiteral("unit"), job.progress.unit}, {QStringLiteral("created_ms"), job.createdMs},
        {QStringLiteral("started_ms"), job.startedMs},
        {QStringLiteral("finished_ms"), job.finishedMs}, {QStringLiteral("who"), job.who},
        {QStringLiteral("czech"), job.czech},
        {QStringLiteral("cancelling"), job.cancelling}, {QStringLiteral("result"), job.result}};
    if (job.account) {
        record.insert(QStringLiteral("account"), job.account->value);
        record.insert(QStringLiteral("address"), job.accountAddress);
    }
    if (job.error)
        record.insert(QStringLiteral("error"), toRecord(*job.error));
    return record;
}

Job fromRecord(const QString &id, const QJsonObject &record)
{
    const auto number = [&record](const QString &name) { return record.value(name).toInteger(); };
    Job job;
    job.id = id;
    job.kind = record.value(QStringLiteral("kind")).toString();
    job.state =
        stateNamed(record.value(QStringLiteral("state")).toString()).value_or(State::Queued);
    job.progress = {number(QStringLiteral("done")), number(QStringLiteral("total")),
        record.value(QStringLiteral("unit")).toString()};
    job.createdMs = number(QStringLiteral("created_ms"));
    job.startedMs = number(QStringLiteral("started_ms"));
    job.finishedMs = number(QStringLiteral("finished_ms"));
    job.who = record.value(QStringLiteral("who")).toString();
    job.czech = record.value(QStringLiteral("czech")).toBool();
    job.cancelling = record.value(QStringLiteral("cancelling")).toBool();
    job.result = record.value(QStringLiteral("result")).toObject();
    if (record.contains(QStringLiteral("account")))
        job.account = core::AccountId{number(QStringLiteral("account"))};
    job.accountAddress = record.value(QStringLiteral("address")).toString();
    if (record.contains(QStringLiteral("error")))
        job.error = errorFrom(record.value(QStringLiteral("error")).toObject());
    return job;
}

} // namespace digidig::jobs
