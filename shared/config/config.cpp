// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/config.h"

#include "config/keys.h"
#include "config/snapshot.h"
#include "core/clock.h"
#include "core/handoff.h"
#include "core/text.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <utility>

namespace digidig::config {

namespace {

QString name(Origin origin)
{
    switch (origin) {
    case Origin::Default:
        return QStringLiteral("default");
    case Origin::File:
        return QStringLiteral("file");
    case Origin::Environment:
        return QStringLiteral("environment");
    case Origin::Live:
        return QStringLiteral("live");
    case Origin::CommandLine:
        return QStringLiteral("command line");
    }
    return {};
}

QString stateDirectory(const Snapshot &snapshot)
{
    return std::get<QString>(snapshot.running[keys::stateDir.index()]);
}

/// What changed between two configurations, for people: configured values, secrets masked.
Config::Outcome difference(const Snapshot &before, const Snapshot &after, const QStringList &keys)
{
    Config::Outcome outcome;
    for (const QString &key : keys) {
        const Setting *setting = findSetting(key);
        const size_t i = setting->index();
        outcome.diff[key] =
            QJsonObject{{QStringLiteral("from"), setting->toShow(before.configured[i])},
                {QStringLiteral("to"), setting->toShow(after.configured[i])}};
        if (after.pending(*setting))
            outcome.restartNeeded += key;
    }
    outcome.version = after.live.version;
    return outcome;
}

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

/// Reads what can change without us: file and environment.
core::Result<bool> readOutside(
    const Config::Sources &sources, Snapshot *snapshot, QStringList *warnings)
{
    auto file = readFile(sources.configFile, warnings);
    if (!file.ok())
        return file.error();
    auto environment = readEnvironment(sources.environment, warnings);
    if (!environment.ok())
        return environment.error();
    snapshot->file = *std::move(file);
    snapshot->environment = *std::move(environment);
    return true;
}

} // namespace

core::Result<std::unique_ptr<Config>> Config::load(const Sources &sources, QStringList *warnings)
{
    auto first = std::make_shared<Snapshot>();
    first->stateDirDefault = sources.stateDir;
    first->liveLayer.resize(settings().size());
    if (auto outside = readOutside(sources, first.get(), warnings); !outside.ok())
        return outside.error();
    auto commandLine = readCommandLine(sources.commandLine);
    if (!commandLine.ok())
        return commandLine.error();
    first->commandLine = *std::move(commandLine);
    first->resolve(); // Tells where the live changes are.

    auto live = loadLive(stateDirectory(*first), warnings);
    if (!live.ok())
        return live.error();
    first->live = *std::move(live);
    first->liveLayer = readLive(&first->live.values, warnings);
    first->running.clear();
    first->resolve();
    return std::unique_ptr<Config>(new Config(sources, std::move(first)));
}

Config::Config(Sources sources, SnapshotPtr first)
    : m_sources(std::move(sources))
    , m_snapshot(std::move(first))
{
}

Config::~Config() = default;

Config::SnapshotPtr Config::snapshot() const
{
    const std::lock_guard lock(m_reading);
    return m_snapshot;
}

Value Config::running(const Setting &setting) const
{
    return snapshot()->running[setting.index()];
}

QJsonObject Config::values() const
{
    const SnapshotPtr now = snapshot();
    QJsonObject values;
    for (const Setting *setting : settings())
        values[setting->key()] = setting->toShow(now->configured[setting->index()]);
    return values;
}

QJsonObject Config::sources() const
{
    const SnapshotPtr now = snapshot();
    QJsonObject sources;
    for (const Setting *setting : settings())
        sources[setting->key()] = name(now->origins[setting->index()]);
    return sources;
}

QStringList Config::pending() const
{
    const SnapshotPtr now = snapshot();
    QStringList keys;
    for (const Setting *setting : settings()) {
        if (now->pending(*setting))
            keys += setting->key();
    }
    return keys;
}

QJsonObject Config::schema() const
{
    const SnapshotPtr now = snapshot();
    QJsonObject properties;
    for (const Setting *setting : settings()) {
        QJsonObject form = setting->schema();
        form[u"x-source"] = name(now->origins[setting->index()]);
        form[u"x-pending"] = now->pending(*setting);
        properties[setting->key()] = form;
    }
    return {
        {QStringLiteral("$schema"), QStringLiteral("https://json-schema.org/draft/2020-12/schema")},
        {QStringLiteral("title"),
            QCoreApplication::translate("config", "Configuration of DIGiDIG IMAP")},
        {QStringLiteral("type"), QStringLiteral("object")},
        {QStringLiteral("properties"), properties},
        {QStringLiteral("additionalProperties"), false}};
}

int Config::version() const
{
    return snapshot()->live.version;
}

QJsonArray Config::history() const
{
    const SnapshotPtr now = snapshot();
    QJsonArray newestFirst;
    for (qsizetype i = now->live.history.size() - 1; i >= 0; --i) {
        QJsonObject entry = now->live.history.at(i).toObject();
        entry.remove(u"undo");
        newestFirst += entry;
    }
    return newestFirst;
}

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
    if (const auto saved = saveLive(stateDirectory(*now), &next->live); !saved.ok())
        return refusal({{}, saved.error().message, saved.error().errc});
    publish(std::move(next));
    return outcome;
}

core::Result<Config::Outcome> Config::reload(QStringList *warnings)
{
    const std::lock_guard lock(m_writing);
    return readAgain(warnings);
}

core::Result<Config::Outcome> Config::reload(
    const QHash<QString, QString> &environment, QStringList *warnings)
{
    const std::lock_guard lock(m_writing);
    auto previous = std::exchange(m_sources.environment, environment);
    auto outcome = readAgain(warnings);
    if (!outcome.ok())
        m_sources.environment = std::move(previous);
    return outcome;
}

core::Result<Config::Outcome> Config::readAgain(QStringList *warnings)
{
    const SnapshotPtr now = snapshot();
    auto next = std::make_shared<Snapshot>(*now);
    if (auto outside = readOutside(m_sources, next.get(), warnings); !outside.ok())
        return outside.error();
    next->resolve();
    QStringList different;
    for (const Setting *setting : settings()) {
        if (next->configured[setting->index()] != now->configured[setting->index()])
            different += setting->key();
    }
    Outcome outcome = difference(*now, *next, different);
    publish(std::move(next));
    return outcome;
}

void Config::publish(SnapshotPtr next)
{
    QStringList keys;
    for (const Setting *setting : settings()) {
        if (next->running[setting->index()] != m_snapshot->running[setting->index()])
            keys += setting->key();
    }
    {
        const std::lock_guard lock(m_reading);
        m_snapshot = std::move(next);
    }
    if (!keys.isEmpty())
        core::post(this, [this, keys] { Q_EMIT changed(keys); });
}

} // namespace digidig::config
