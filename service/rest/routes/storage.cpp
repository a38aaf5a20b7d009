// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/time.h"
#include "rest/accountscope.h"
#include "rest/jobkinds.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>

namespace digidig::rest {

namespace {

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

QJsonValue sharedJson(const mail::RemoteState::SharedCache &cache)
{
    if (!cache.configured)
        return QJsonValue::Null;
    return QJsonObject{
        {QStringLiteral("reachable"), cache.reachable},
        {QStringLiteral("hits"), cache.hits},
        {QStringLiteral("misses"), cache.misses},
        {QStringLiteral("failures"), cache.failures},
    };
}

QJsonObject toJson(const mail::RemoteState &state, const config::Config &config)
{
    const auto lag = state.outbox.oldestMs == 0
        ? QJsonValue(0)
        : QJsonValue(double(std::max<qint64>(0, core::nowMs() - state.outbox.oldestMs)) / 1000.0);
    return {
        {QStringLiteral("configured"), true},
        {QStringLiteral("url"), config.get(config::keys::storageUrl)},
        {QStringLiteral("form"), QString::fromLatin1(state.form)},
        {QStringLiteral("reachable"), state.reachable},
        {QStringLiteral("since"), api::timeOrNull(state.sinceMs)},
        {QStringLiteral("last_error"), textOrNull(state.lastError)},
        {QStringLiteral("last_error_at"), api::timeOrNull(state.lastErrorMs)},
        {QStringLiteral("last_success_at"), api::timeOrNull(state.lastSuccessMs)},
        {QStringLiteral("lag_seconds"), lag},
        {QStringLiteral("outbox"),
            QJsonObject{
                {QStringLiteral("pending"), state.outbox.pending},
                {QStringLiteral("failing"), state.outbox.failing},
                {QStringLiteral("refused"), state.outbox.refused},
                {QStringLiteral("oldest_at"), api::timeOrNull(state.outbox.oldestMs)},
                {QStringLiteral("last_error"), textOrNull(state.outbox.trouble)},
            }},
        {QStringLiteral("sync"),
            QJsonObject{
                {QStringLiteral("running"), state.syncing},
                {QStringLiteral("synced_at"), api::timeOrNull(state.syncedMs)},
                {QStringLiteral("whole_at"), api::timeOrNull(state.wholeMs)},
                {QStringLiteral("last_error"), textOrNull(state.syncError)},
                {QStringLiteral("documents_listed"), state.listed},
                {QStringLiteral("emails_fetched"), state.stored},
                {QStringLiteral("documents_failed"), state.failed},
                {QStringLiteral("emails_changed"), state.changed},
                {QStringLiteral("emails_vanished"), state.vanished},
            }},
        {QStringLiteral("cache"),
            QJsonObject{
                {QStringLiteral("documents"), state.outbox.documents},
                {QStringLiteral("bytes"), state.outbox.cachedBytes},
                {QStringLiteral("max_bytes"), config.get(config::keys::cacheMaxBytes)},
                {QStringLiteral("evicted"), state.outbox.evicted},
                {QStringLiteral("fetched_again"), state.fetched},
                {QStringLiteral("shared"), sharedJson(state.sharedCache)},
            }},
        {QStringLiteral("connections"),
            QJsonObject{
                {QStringLiteral("pool_size"), state.poolSize},
                {QStringLiteral("in_flight"), state.inFlight},
                {QStringLiteral("waiting"), state.queued},
            }},
        {QStringLiteral("requests"),
            QJsonObject{
                {QStringLiteral("total"), state.requests},
                {QStringLiteral("failed"), state.failures},
                {QStringLiteral("timed_out"), state.timeouts},
                {QStringLiteral("refused"), state.refused},
            }},
    };
}

Outcome show(const Call &, Context &context)
{
    if (!context.storage)
        return jsonAnswer({{QStringLiteral("configured"), false}});
    context.storage->refresh();
    return jsonAnswer(toJson(context.storage->state(), context.config));
}

Outcome sync(const Call &call, Context &context)
{
    const auto object = call.jsonIfAny();
    if (!object)
        return object.error();
    const QJsonValue whole = object->value(QStringLiteral("whole"));
    if (!whole.isUndefined() && !whole.isBool()) {
        return invalidField(
            QStringLiteral("whole"), QCoreApplication::translate("rest", "must be true or false"));
    }
    if (!context.storage) {
        return core::Error{core::Errc::Conflict,
            QCoreApplication::translate("rest", "there is no Storage service: storage_url is empty"),
            {}, "storage_not_configured"};
    }
    context.storage->hurry();
    const auto job = context.jobs.submit({.kind = QStringLiteral("sync"),
        .parameters = {{QStringLiteral("address"), QString()},
            {QStringLiteral("whole"), whole.toBool(true)}},
        .who = call.principal.name});
    if (!job)
        return job.error();
    return jobAccepted(*job);
}

} // namespace

void addStorageRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/storage",
        .access = Access::Read,
        .handler = onWorker(context, show),
        .whenDisabled = WhenDisabled::Served});
    router.add({.method = net::Method::Post,
        .pattern = "/api/storage/sync",
        .access = Access::Admin,
        .handler = onWorker(context, sync),
        .contentTypes = {"application/json"}});
}

} // namespace digidig::rest
