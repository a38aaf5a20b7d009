// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/config.h"

#include "config/snapshot.h"
#include "core/clock.h"
#include "core/text.h"

#include <QtCore/QCoreApplication>

#include <optional>
#include <utility>

namespace digidig::config {

namespace {

/// The members that differ between two sets of live changes.
QStringList touchedKeys(const QJsonObject &before, const QJsonObject &after)
{
    QStringList keys;
    for (auto it = before.begin(); it != before.end(); ++it) {
        if (after.value(it.key()) != it.value())
            keys += it.key();
    }
    for (auto it = after.begin(); it != after.end(); ++it) {
        if (!before.contains(it.key()))
            keys += it.key();
    }
    return keys;
}

/// Why @p value may not become the live value of @p key; nothing when it may.
std::optional<Config::Invalid> objection(
    const QString &key, const QJsonValue &value, const Snapshot &current)
{
    const Setting *setting = findSetting(key);
    if (!setting)
        return Config::Invalid{core::forLog(key, 64), noSuchSetting(key)};
    if (!setting->fromJson(value))
        return Config::Invalid{key, setting->must()};
    if (setting->apply() == Apply::AtStart) {
        return Config::Invalid{key,
            QCoreApplication::translate(
                "config", "can be set by file, environment or command line only"),
            core::Errc::Conflict};
    }
    if (current.commandLine[setting->index()]) {
        return Config::Invalid{key,
            QCoreApplication::translate(
                "config", "is set on the command line, which a live change cannot override"),
            core::Errc::Conflict};
    }
    return {};
}

Config::Change refusal(Config::Invalid invalid)
{
    return QList<Config::Invalid>{std::move(invalid)};
}

} // namespace

Config::Change Config::update(const QJsonObject &patch, const Actor &actor, bool dryRun)
{
    const std::lock_guard lock(m_writing);
    const SnapshotPtr now = snapshot();
    QJsonObject live = now->live.values;
    for (auto it = patch.begin(); it != patch.end(); ++it) {
        const QJsonValue wanted = it.value();
        const Setting *setting = findSetting(it.key());
        const auto value = setting ? setting->fromJson(wanted) : std::nullopt;
        // A client may send back all it was given: what is as it was needs no change of ours.
        const bool unchanged = (value && *value == now->configured[setting->index()])
            || (setting && setting->secret() && wanted.toString() == Mask);
        if (!unchanged)
            live[it.key()] = value ? setting->toJson(*value) : wanted;
    }
    return replaceLive(live, actor, dryRun);
}

Config::Change Config::reset(const QString &key, const Actor &actor, bool dryRun)
{
    if (!findSetting(key))
        return refusal({core::forLog(key, 64), noSuchSetting(key), core::Errc::NotFound});
    const std::lock_guard lock(m_writing);
    QJsonObject live = snapshot()->live.values;
    live.remove(key);
    return replaceLive(live, actor, dryRun);
}

Config::Change Config::rollback(int version, const Actor &actor, bool dryRun)
{
    const std::lock_guard lock(m_writing);
    const SnapshotPtr now = snapshot();
    const QJsonArray &history = now->live.history;
    const int oldest = history.isEmpty() ? now->live.version
                                         : history.first().toObject().value(u"version").toInt() - 1;
    if (version < oldest || version > now->live.version) {
        return refusal({{},
            QCoreApplication::translate("config", "there is no version %1 to go back to")
                .arg(version),
            core::Errc::NotFound});
    }
    QJsonObject live = now->live.values;
    for (qsizetype i = history.size() - 1; i >= 0; --i) {
        const QJsonObject entry = history.at(i).toObject();
        if (entry.value(u"version").toInt() <= version)
            break;
        const QJsonObject undo = entry.value(u"undo").toObject();
        for (auto it = undo.begin(); it != undo.end(); ++it) {
            if (it.value().isNull())
                live.remove(it.key());
            else
                live[it.key()] = it.value();
        }
    }
    return replaceLive(live, actor, dryRun);
}

/// Makes @p live the live changes: checks, saves, publishes. The caller holds m_writing.
Config::Change Config::replaceLive(const QJsonObject &live, const Actor &actor, bool dryRun)
{
    constexpr qsizetype enough = 100;
    const SnapshotPtr now = snapshot();
    const QStringList touched = touchedKeys(now->live.values, live);
    QList<Invalid> invalid;
    for (const QString &key : touched) {
        if (!live.contains(key) || invalid.size() >= enough)
            continue;
        if (auto found = objection(key, live.value(key), *now))
            invalid += *std::move(found);
    }
    if (!invalid.isEmpty())
        return invalid;
    if (touched.isEmpty())
        return Outcome{.version = now->live.version};

    auto next = std::make_shared<Snapshot>(*now);
    next->live.values = live;
    next->liveLayer = readLive(&next->live.values, nullptr);
    next->resolve();
    Outcome outcome = difference(*now, *next, touched);
    if (dryRun)
        return outcome;

    QJsonObject undo;
    for (const QString &key : touched) {
        if (!findSetting(key)->secret())
            undo[key] = now->live.values.contains(key) ? now->live.values.value(key)
                                                       : QJsonValue(QJsonValue::Null);
    }
    outcome.version = ++next->live.version;
    next->live.history += QJsonObject{{QStringLiteral("version"), outcome.version},
        {QStringLiteral("at"), core::rfc3339(core::nowMs())},
        {QStringLiteral("who"), core::forLog(actor.who)},
        {QStringLiteral("from"), core::forLog(actor.from)}, {QStringLiteral("diff"), outcome.diff},
        {QStringLiteral("undo"), undo}};
    if (const auto saved = saveLive(now->stateDirectory(), &next->live); !saved.ok())
        return refusal({{}, saved.error().message, saved.error().errc});
    publish(std::move(next));
    return outcome;
}

} // namespace digidig::config
