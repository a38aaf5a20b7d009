// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sampler.h"

#include "core/clock.h"
#include "core/handoff.h"
#include "rest/answercache.h"
#include "rest/eventhub.h"
#include "rest/healthboard.h"

#include <QtCore/QLoggingCategory>

namespace digidig::app {

namespace {

Q_LOGGING_CATEGORY(samplerLog, "digidig.app")

constexpr qint64 SaveEveryMs = 60'000;

} // namespace

Sampler::Sampler(rest::Context &context)
    : m_context(context)
{
    connect(&m_timer, &QTimer::timeout, this, &Sampler::tick);
}

void Sampler::start()
{
    if (const auto loaded = m_context.history.load(m_context.records); !loaded)
        qCWarning(samplerLog, "the past of the figures is not known: %s", qPrintable(loaded.error().message));
    m_context.history.sample(sample());
    m_savedMs = core::monotonicMs();
    m_timer.start(int(rest::History::StepMs));
}

void Sampler::stop()
{
    m_timer.stop();
}

rest::Sample Sampler::sample() const
{
    rest::Sample sample;
    sample.atMs = core::nowMs();
    sample.requests = m_context.metrics.totals();
    sample.deliveries = m_context.state.deliveries;
    sample.cacheHits = m_context.answers.hits();
    sample.cacheMisses = m_context.answers.misses();
    sample.connections = m_context.connections.count();
    sample.sessions = m_context.connections.count(net::Protocol::Imap);
    sample.busyWorkers = m_context.workers.activeThreadCount();
    const mail::StoreFigures store = m_context.mail.figures();
    sample.queuedWrites = store.queuedWrites;
    sample.unindexed = store.unindexed;
    sample.messages = store.messages;
    sample.eventReaders = m_context.events.figures().readers;
    const QJsonObject disk
        = m_context.health.components().value(QStringLiteral("disk")).toObject();
    if (disk.contains(QStringLiteral("free_bytes")))
        sample.diskFreeBytes = disk.value(QStringLiteral("free_bytes")).toInteger();
    sample.process = rest::ProcessFigures::read();
    return sample;
}

void Sampler::tick()
{
    m_context.history.sample(sample());
    if (m_context.events.isWanted(rest::EventKind::Stats)) {
        QJsonObject figures = m_context.history.latest();
        if (!figures.isEmpty()) {
            figures.insert(QStringLiteral("type"), QStringLiteral("sample"));
            m_context.events.publish(rest::EventKind::Stats, figures);
        }
    }
    const qint64 now = core::monotonicMs();
    m_context.events.beat(now);
    if (now - m_savedMs < SaveEveryMs || m_saving.exchange(true))
        return;
    m_savedMs = now;
    core::post(&m_context.workers, [this] {
        save();
        m_saving = false;
    });
}

void Sampler::save()
{
    if (const auto saved = m_context.history.save(m_context.records); !saved)
        qCWarning(samplerLog, "the past of the figures is not kept: %s", qPrintable(saved.error().message));
}

} // namespace digidig::app
