// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/config.h"

#include "config/snapshot.h"
#include "core/handoff.h"

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

    auto live = loadLive(first->stateDirectory(), warnings);
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

/// What changed between two configurations, for people: configured values, secrets masked.
Config::Outcome Config::difference(
    const Snapshot &before, const Snapshot &after, const QStringList &keys)
{
    Outcome outcome;
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

void Config::publish(SnapshotPtr next)
{
    QStringList run;
    QStringList known;
    for (const Setting *setting : settings()) {
        if (next->running[setting->index()] != m_snapshot->running[setting->index()])
            run += setting->key();
        if (next->configured[setting->index()] != m_snapshot->configured[setting->index()])
            known += setting->key();
    }
    {
        const std::lock_guard lock(m_reading);
        m_snapshot = std::move(next);
    }
    if (run.isEmpty() && known.isEmpty())
        return;
    core::post(this, [this, run, known] {
        if (!run.isEmpty())
            Q_EMIT changed(run);
        if (!known.isEmpty())
            Q_EMIT configured(known);
    });
}

} // namespace digidig::config
