// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/upkeep.h"

#include "auth/keptbans.h"
#include "auth/throttle.h"
#include "core/clock.h"
#include "core/handoff.h"
#include "rest/audit.h"
#include "rest/configtrial.h"
#include "rest/transferfiles.h"
#include "store/store.h"

#include <QtCore/QLoggingCategory>

namespace digidig::app {

namespace {

Q_LOGGING_CATEGORY(upkeepLog, "digidig.app")

namespace keys = config::keys;

constexpr int PurgeEveryMs = 3'600'000;
constexpr int SweepEveryMs = 60'000;
/// Until then files that no job knows may be of one that is just being asked for.
constexpr qint64 TransferStartMs = 3'600'000;
/// The longest that a change waits for its entry in the audit log to be on the disk.
constexpr int FlushEveryMs = 1'000;
/// How late a change that nobody confirmed goes back.
constexpr int RevertEveryMs = 250;
constexpr qint64 DayMs = 86'400'000;

} // namespace

Upkeep::Upkeep(Parts parts)
    : m_parts(parts)
{
    connect(&m_purgeTimer, &QTimer::timeout, this, &Upkeep::purge);
    connect(&m_sweepTimer, &QTimer::timeout, this, &Upkeep::sweep);
    connect(&m_flushTimer, &QTimer::timeout, this, &Upkeep::flush);
    connect(&m_revertTimer, &QTimer::timeout, this, &Upkeep::revert);
}

void Upkeep::start()
{
    purge();
    m_purgeTimer.start(PurgeEveryMs);
    m_sweepTimer.start(SweepEveryMs);
    m_flushTimer.start(FlushEveryMs);
    m_revertTimer.start(RevertEveryMs);
}

void Upkeep::stop()
{
    m_purgeTimer.stop();
    m_sweepTimer.stop();
    m_flushTimer.stop();
    m_revertTimer.stop();
}

void Upkeep::save()
{
    saveBans();
    saveAudit();
}

void Upkeep::purge()
{
    const config::Config &config = m_parts.context.config;
    const qint64 olderThan = core::nowMs() - config.get(keys::undeleteDays) * DayMs;
    m_parts.store.purge(olderThan, [](core::Result<qint64> outcome) {
        if (!outcome)
            qCWarning(upkeepLog, "purging deleted mail: %s", qPrintable(outcome.error().message));
        else if (*outcome > 0)
            qCInfo(upkeepLog, "%lld deleted messages were removed for good", *outcome);
    });
    const qint64 days = config.get(keys::changesDays);
    const qint64 forgotten = days > 0 ? core::nowMs() - days * DayMs : 0;
    m_parts.store.trimChanges(
        forgotten, config.get(keys::changesEntries), [](core::Result<qint64> outcome) {
            if (!outcome)
                qCWarning(
                    upkeepLog, "trimming the change log: %s", qPrintable(outcome.error().message));
            else if (*outcome > 0)
                qCInfo(upkeepLog, "%lld entries of the change log were forgotten", *outcome);
        });
}

void Upkeep::sweepAll()
{
    core::post(
        &m_parts.context.workers, [this, found = rest::transferDirectories(m_parts.context, 0)] {
            rest::sweepTransfers(m_parts.context, found);
        });
}

void Upkeep::sweep()
{
    core::post(&m_parts.context.workers, [this] {
        rest::sweepTransfers(
            m_parts.context, rest::transferDirectories(m_parts.context, TransferStartMs));
    });
}

void Upkeep::flush()
{
    const quint64 bans = m_parts.context.throttle.version();
    if (bans != m_bansSeen.exchange(bans))
        core::post(&m_parts.context.workers, [this] { saveBans(); });
    if (!m_parts.context.audit.isPending() || m_flushing.exchange(true))
        return;
    core::post(&m_parts.context.workers, [this] {
        saveAudit();
        m_flushing = false;
    });
}

void Upkeep::revert()
{
    const auto trial = m_parts.context.configTrial.pending();
    if (!trial || core::nowMs() < trial->untilMs || m_reverting.exchange(true))
        return;
    core::post(&m_parts.context.workers, [this] {
        if (const auto reverted = m_parts.context.configTrial.revertIfDue(core::nowMs());
            !reverted) {
            qCCritical(upkeepLog, "the configuration cannot go back: %s",
                qPrintable(reverted.error().message));
        }
        m_reverting = false;
    });
}

void Upkeep::saveBans()
{
    if (const auto saved = m_parts.bans.save(); !saved)
        qCWarning(upkeepLog, "bans: %s", qPrintable(saved.error().message));
}

void Upkeep::saveAudit()
{
    if (const auto flushed = m_parts.context.audit.flush(); !flushed) {
        qCCritical(
            upkeepLog, "the audit log cannot be written: %s", qPrintable(flushed.error().message));
    }
}

} // namespace digidig::app
