// SPDX-License-Identifier: GPL-3.0-or-later
#include "rest/configtrial.h"

#include "core/clock.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QLoggingCategory>

namespace digidig::rest {

namespace {

Q_LOGGING_CATEGORY(trialLog, "digidig.rest")

using config::Config;

const QString TrialKind = QStringLiteral("config_trial");
const QString Id = QStringLiteral("pending"); ///< There is one at most.
const QString RevertTo = QStringLiteral("revert_to");
const QString Until = QStringLiteral("until");

Config::Change refused(const QString &message, core::Errc errc)
{
    return QList<Config::Invalid>{{{}, message, errc}};
}

bool isMade(const Config::Change &change)
{
    return std::holds_alternative<Config::Outcome>(change);
}

} // namespace

ConfigTrial::ConfigTrial(Config &config, core::Records &records)
    : m_config(config)
    , m_records(records)
{
}

std::optional<ConfigTrial::Pending> ConfigTrial::pending() const
{
    const std::lock_guard lock(m_mutex);
    return m_pending && m_config.version() == m_pending->version ? m_pending : std::nullopt;
}

void ConfigTrial::set(const std::optional<Pending> &pending)
{
    const std::lock_guard lock(m_mutex);
    m_pending = pending;
}

core::Result<void> ConfigTrial::end()
{
    if (const auto removed = m_records.remove(TrialKind, Id); !removed)
        return removed.error();
    set(std::nullopt);
    return {};
}

core::Result<void> ConfigTrial::load()
{
    const std::lock_guard turn(m_turn);
    const auto record = m_records.get(TrialKind, Id);
    if (!record) {
        return record.error().errc == core::Errc::NotFound ? core::Result<void>() : record.error();
    }
    // Another program may have changed more since: the trial goes on all the same.
    const Pending pending{record->value.value(RevertTo).toInt(), record->value.value(Until).toInteger(), m_config.version()};
    if (pending.version <= pending.revertTo) // The process ended before the change was made.
        return end();
    set(pending);
    return {};
}

Config::Change ConfigTrial::change(const How &how, bool dryRun, qint64 seconds)
{
    if (dryRun)
        return how(true);
    const std::lock_guard turn(m_turn);
    if (pending()) {
        return refused(QCoreApplication::translate("rest",
                           "the change before waits to be confirmed: confirm it, or roll it back"),
            core::Errc::Conflict);
    }
    if (seconds <= 0)
        return how(false);
    // On the disk before the change is: whatever happens in between, it goes back.
    const int now = m_config.version();
    const Pending trial{now, core::nowMs() + seconds * 1000, now + 1};
    if (const auto kept =
            m_records.put(TrialKind, {Id, {{RevertTo, trial.revertTo}, {Until, trial.untilMs}}});
        !kept)
        return refused(kept.error().message, kept.error().errc);
    set(trial);
    Config::Change outcome = how(false);
    if (isMade(outcome) && m_config.version() != trial.revertTo)
        return outcome;
    if (const auto ended = end(); !ended)
        qCWarning(trialLog, "a trial of the configuration that was not: %s",
            qPrintable(ended.error().message));
    return outcome;
}

Config::Change ConfigTrial::goBack(const How &how, bool dryRun)
{
    if (dryRun)
        return how(true);
    const std::lock_guard turn(m_turn);
    const auto trial = pending();
    Config::Change outcome = how(false);
    if (trial && isMade(outcome)) {
        if (const auto ended = end(); !ended)
            return refused(ended.error().message, ended.error().errc);
    }
    return outcome;
}

core::Result<void> ConfigTrial::confirm()
{
    const std::lock_guard turn(m_turn);
    if (!pending()) {
        return core::Error{core::Errc::Conflict,
            QCoreApplication::translate("rest", "no change waits to be confirmed"), {},
            "nothing_to_confirm"};
    }
    return end();
}

core::Result<void> ConfigTrial::revertIfDue(qint64 nowMs)
{
    const auto seen = pending();
    if (!seen || nowMs < seen->untilMs)
        return {};
    const std::lock_guard turn(m_turn);
    const auto due = pending();
    if (!due || nowMs < due->untilMs)
        return {};
    const auto outcome = m_config.rollback(due->revertTo, {QStringLiteral("confirm_within"), {}});
    if (const auto *problems = std::get_if<QList<Config::Invalid>>(&outcome))
        return core::Error{problems->first().errc, problems->first().message, {}, {}};
    qCWarning(trialLog, "the configuration is that of version %d again: the change was not confirmed",
        due->revertTo);
    return end();
}

} // namespace digidig::rest
