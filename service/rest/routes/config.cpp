// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clock.h"
#include "core/handoff.h"
#include "rest/configtrial.h"
#include "rest/etag.h"
#include "rest/eventhub.h"
#include "rest/listanswer.h"
#include "rest/routes.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonArray>
#include <QtCore/QThread>

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <memory>

namespace digidig::rest {

namespace {

using config::Config;

constexpr qint64 LongestTrial = 86'400;

Config::Actor actor(const Call &call)
{
    return {call.principal.name, call.peer()};
}

/// The change that goes back unless it is confirmed; null when there is none.
QJsonValue unconfirmed(const ConfigTrial &trial)
{
    const auto pending = trial.pending();
    if (!pending)
        return QJsonValue::Null;
    return QJsonObject{{QStringLiteral("revert_at"), core::rfc3339(pending->untilMs)},
        {QStringLiteral("revert_to"), pending->revertTo}};
}

QJsonObject state(const Context &context)
{
    const Config &config = context.config;
    // First: what has gone back meanwhile is shown as waiting, never what waits as kept.
    const QJsonValue waiting = unconfirmed(context.configTrial);
    return {
        {QStringLiteral("service_name"), QStringLiteral("imap")},
        {QStringLiteral("config"), config.values()},
        {QStringLiteral("sources"), config.sources()},
        {QStringLiteral("pending_restart"), QJsonArray::fromStringList(config.pending())},
        {QStringLiteral("unconfirmed"), waiting},
        {QStringLiteral("version"), config.version()},
    };
}

net::Response withTag(net::Response response, const Config &config)
{
    tag(response, QByteArray::number(config.version()));
    return response;
}

Outcome refused(const Call &call, const QList<Config::Invalid> &problems)
{
    QJsonArray errors;
    for (const Config::Invalid &invalid : problems) {
        errors.append(QJsonObject{
            {QStringLiteral("field"), invalid.key}, {QStringLiteral("message"), invalid.message}});
    }
    const Config::Invalid &first = problems.first();
    if (first.errc == core::Errc::Invalid) {
        return problem(422, "validation_failed",
            QCoreApplication::translate("rest", "nothing was changed: %1").arg(first.message),
            call.requestId, errors);
    }
    return core::Error{first.errc, first.message, {}, {}};
}

Outcome changed(const Call &call, const Context &context, const Config::Change &change, bool dryRun)
{
    if (const auto *problems = std::get_if<QList<Config::Invalid>>(&change))
        return refused(call, *problems);
    const auto &outcome = std::get<Config::Outcome>(change);
    QJsonObject object = state(context);
    object.insert(QStringLiteral("status"), QStringLiteral("success"));
    object.insert(QStringLiteral("message"),
        dryRun ? QCoreApplication::translate("rest", "The change is valid; nothing was changed")
               : QCoreApplication::translate("rest", "Configuration updated"));
    object.insert(QStringLiteral("diff"), outcome.diff);
    object.insert(
        QStringLiteral("restart_needed"), QJsonArray::fromStringList(outcome.restartNeeded));
    object.insert(QStringLiteral("dry_run"), dryRun);
    return withTag(jsonAnswer(object), context.config);
}

/// Waits until Config::changed has been heard, so that what is answered is in force. Not for ever:
/// a service that is stopping may listen no more.
void awaitApplied(Config &config)
{
    if (config.thread() == QThread::currentThread())
        return;
    const auto applied = std::make_shared<std::promise<void>>();
    core::post(&config, [applied] { applied->set_value(); });
    applied->get_future().wait_for(std::chrono::seconds(1));
}

using Change = std::function<Config::Change(const ConfigTrial::How &, bool dryRun)>;

/// Runs one way of changing the configuration, honouring `?dry_run=` and `If-Match`.
Outcome change(
    const Call &call, const Context &context, const Change &through, const ConfigTrial::How &how)
{
    const auto dryRun = call.boolean(u"dry_run");
    if (!dryRun)
        return dryRun.error();
    const bool dry = dryRun->value_or(false);
    // Looked at in the change's own turn, so that nobody gets in between.
    core::Result<void> demanded;
    const Config::Change outcome = through(
        [&](bool only) -> Config::Change {
            demanded = demand(call, QByteArray::number(context.config.version()));
            return demanded ? how(only) : Config::Change(QList<Config::Invalid>{{}});
        },
        dry);
    if (!demanded)
        return demanded.error();
    if (!dry && std::holds_alternative<Config::Outcome>(outcome))
        awaitApplied(context.config);
    return changed(call, context, outcome, dry);
}

Outcome put(const Call &call, Context &context)
{
    const auto patch = call.json();
    if (!patch)
        return patch.error();
    const auto seconds = call.number(u"confirm_within", 0, 1, LongestTrial);
    if (!seconds)
        return seconds.error();
    return change(
        call, context,
        [&](const auto &how, bool dry) { return context.configTrial.change(how, dry, *seconds); },
        [&](bool dry) { return context.config.update(*patch, actor(call), dry); });
}

Outcome reset(const Call &call, Context &context)
{
    return change(
        call, context,
        [&](const auto &how, bool dry) { return context.configTrial.change(how, dry); },
        [&](bool dry) { return context.config.reset(call.segment(0), actor(call), dry); });
}

Outcome rollback(const Call &call, Context &context)
{
    bool ok = false;
    const int version = call.segment(0).toInt(&ok);
    if (!ok || version < 0) {
        return core::Error{core::Errc::NotFound,
            QCoreApplication::translate("rest", "there is no such version"), {}, {}};
    }
    return change(
        call, context,
        [&](const auto &how, bool dry) { return context.configTrial.goBack(how, dry); },
        [&](bool dry) { return context.config.rollback(version, actor(call), dry); });
}

Outcome confirm(const Call &, Context &context)
{
    if (const auto confirmed = context.configTrial.confirm(); !confirmed)
        return confirmed.error();
    context.events.publish(EventKind::Config,
        {{QStringLiteral("type"), QStringLiteral("confirmed")},
            {QStringLiteral("version"), context.config.version()}});
    QJsonObject object = state(context);
    object.insert(QStringLiteral("status"), QStringLiteral("confirmed"));
    return withTag(jsonAnswer(object), context.config);
}

} // namespace

void addConfigRoutes(Router &router, Context &context)
{
    router.add({.method = net::Method::Get,
        .pattern = "/api/config",
        .access = Access::Read,
        .handler = Quick([&context](const Call &) -> Outcome {
            return withTag(jsonAnswer(state(context)), context.config);
        }),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Put,
        .pattern = "/api/config",
        .access = Access::Admin,
        .handler = onWorker(context, put),
        .whenDisabled = WhenDisabled::Served,
        .contentTypes = {"application/json"}});

    router.add({.method = net::Method::Get,
        .pattern = "/api/config/schema",
        .access = Access::Read,
        .handler = Quick([&context](const Call &) -> Outcome {
            net::Response response = jsonAnswer(context.config.schema());
            response.headers.set("Content-Type", "application/schema+json");
            return response;
        }),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Get,
        .pattern = "/api/config/history",
        .access = Access::Read,
        .handler = Quick([&context](const Call &call) -> Outcome {
            ListOrder newestFirst = byNumber(QStringLiteral("version"));
            newestFirst.descending = true;
            return listAnswer(
                call, QStringLiteral("history"), context.config.history(), newestFirst);
        }),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Post,
        .pattern = "/api/config/rollback/{version}",
        .access = Access::Admin,
        .handler = onWorker(context, rollback),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Post,
        .pattern = "/api/config/confirm",
        .access = Access::Admin,
        .handler = onWorker(context, confirm),
        .whenDisabled = WhenDisabled::Served});

    router.add({.method = net::Method::Delete,
        .pattern = "/api/config/{key}",
        .access = Access::Admin,
        .handler = onWorker(context, reset),
        .whenDisabled = WhenDisabled::Served});
}

} // namespace digidig::rest
