// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/healthwatch.h"

#include "app/imaphost.h"
#include "app/lmtphost.h"
#include "app/tokenkeeper.h"
#include "core/clock.h"
#include "core/handoff.h"
#include "rest/eventhub.h"
#include "rest/fetching.h"
#include "rest/identityfacts.h"

#include <QtCore/QFile>

#include <sys/statvfs.h>

namespace digidig::app {

namespace {

constexpr int HealthEveryMs = 5'000;
/// Below this the disk counts as failed: deliveries are about to be refused.
constexpr qint64 MinFreeBytes = 32LL * 1024 * 1024;

} // namespace

HealthWatch::HealthWatch(Parts parts)
    : m_parts(parts)
{
    connect(&m_timer, &QTimer::timeout, this, &HealthWatch::check);
}

void HealthWatch::start()
{
    m_timer.start(HealthEveryMs);
}

void HealthWatch::stop()
{
    m_timer.stop();
}

void HealthWatch::check()
{
    const QString directory = m_parts.context.config.get(config::keys::stateDir);
    core::post(&m_parts.context.workers, [this, directory] {
        checkDisk(directory);
        checkStore();
        checkStorage();
        checkIdentity();
    });
    checkImap();
    checkLmtp();
}

void HealthWatch::checkDisk(const QString &directory)
{
    struct statvfs disk { };
    const bool known = ::statvfs(QFile::encodeName(directory).constData(), &disk) == 0;
    const auto free = qint64(disk.f_bavail) * qint64(disk.f_frsize);
    const bool well = known && free >= MinFreeBytes && (disk.f_flag & ST_RDONLY) == 0;
    set(QStringLiteral("disk"), well ? Level::Ok : Level::Failed,
        {{QStringLiteral("free_bytes"), free},
            {QStringLiteral("total_bytes"), qint64(disk.f_blocks) * qint64(disk.f_frsize)}});
}

void HealthWatch::checkStore()
{
    const qint64 asOfMs = core::nowMs();
    const auto readable = m_parts.context.accounts.accounts();
    if (readable)
        m_parts.tokens.keep(*readable, asOfMs);
    set(QStringLiteral("store"), readable ? Level::Ok : Level::Failed,
        {{QStringLiteral("messages"), m_parts.context.mail.figures().messages}});
}

void HealthWatch::checkStorage()
{
    const QString component = QStringLiteral("storage");
    if (!m_parts.context.storage)
        return set(component, Level::Off);
    const mail::RemoteState state = m_parts.context.storage->state();
    const bool well = state.reachable && state.form != "unknown";
    QJsonObject facts{{QStringLiteral("form"), QString::fromLatin1(state.form)},
        {QStringLiteral("outbox"), state.outbox.pending}};
    if (!well && !state.lastError.isEmpty())
        facts.insert(QStringLiteral("error"), state.lastError);
    set(component, well ? Level::Ok : Level::Degraded, facts);
}

void HealthWatch::checkIdentity()
{
    const QString component = QStringLiteral("identity");
    if (!m_parts.context.identity)
        return set(component, Level::Off);
    const QJsonObject facts = rest::identityFacts(*m_parts.context.identity);
    set(component, facts.value(u"reachable").toBool() ? Level::Ok : Level::Degraded, facts);
}

void HealthWatch::checkImap()
{
    const QString component = QStringLiteral("imap");
    const ImapHost::Ports &ports = m_parts.imap.ports();
    if (!ports.imap && !ports.imaps)
        return set(component, Level::Off);
    set(component, Level::Ok, {{QStringLiteral("sessions"), m_parts.imap.sessionCount()}});
}

void HealthWatch::checkLmtp()
{
    const QString component = QStringLiteral("lmtp");
    if (!m_parts.lmtp.isOn())
        return set(component, Level::Off);
    set(component, Level::Ok, {{QStringLiteral("sessions"), m_parts.lmtp.sessionCount()}});
}

void HealthWatch::noteIdentity()
{
    core::post(&m_parts.context.workers, [this] { checkIdentity(); });
}

void HealthWatch::noteStorage()
{
    core::post(&m_parts.context.workers, [this] {
        checkStorage();
        tellStorage();
    });
}

void HealthWatch::tellStorage()
{
    QJsonObject event = rest::storageFacts(m_parts.context.storage->state());
    event.insert(QStringLiteral("type"), QStringLiteral("sync"));
    m_parts.context.events.publish(rest::EventKind::Storage, event);
}

void HealthWatch::set(const QString &component, Level level, const QJsonObject &facts)
{
    if (!m_parts.context.health.set(component, level, facts))
        return;
    QJsonObject event = facts;
    event.insert(QStringLiteral("type"), QStringLiteral("health"));
    event.insert(QStringLiteral("component"), component);
    event.insert(QStringLiteral("status"), rest::HealthBoard::word(level));
    m_parts.context.events.publish(rest::EventKind::Storage, event);
}

} // namespace digidig::app
