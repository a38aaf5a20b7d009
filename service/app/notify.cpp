// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify.h"

#include "core/clock.h"

#include <QtCore/QByteArray>

#include <systemd/sd-daemon.h>

namespace digidig::app {

namespace {

constexpr int StatusEveryMs = 2'000;

void tell(const QByteArray &state)
{
    ::sd_notify(0, state.constData());
}

} // namespace

Notifier::Notifier(std::function<QString()> status, QObject *parent)
    : QObject(parent)
    , m_status(std::move(status))
{
    connect(&m_statusTimer, &QTimer::timeout, this, &Notifier::tellStatus);
    connect(&m_aliveTimer, &QTimer::timeout, this, [] { tell("WATCHDOG=1"); });
}

void Notifier::ready()
{
    m_told = m_status();
    tell("READY=1\nSTATUS=" + m_told.toUtf8());
    if (qEnvironmentVariableIsSet("NOTIFY_SOCKET"))
        m_statusTimer.start(StatusEveryMs);
    uint64_t watchdogUs = 0;
    if (::sd_watchdog_enabled(0, &watchdogUs) > 0)
        m_aliveTimer.start(int(watchdogUs / 1000 / 2));
}

void Notifier::reloading()
{
    tell("RELOADING=1\nMONOTONIC_USEC=" + QByteArray::number(core::monotonicMs() * 1000));
}

void Notifier::stopping(qint64 timeoutMs)
{
    m_statusTimer.stop();
    m_aliveTimer.stop();
    tell("STOPPING=1\nEXTEND_TIMEOUT_USEC=" + QByteArray::number(timeoutMs * 1000));
}

void Notifier::tellStatus()
{
    const QString now = m_status();
    if (now == m_told)
        return;
    m_told = now;
    tell("STATUS=" + now.toUtf8());
}

} // namespace digidig::app
