// SPDX-License-Identifier: GPL-3.0-or-later
#include "imap/session.h"

#include <QtCore/QTimer>

#include <algorithm>

// How fast a session may go: `imap_commands_per_second`, `imap_bytes_per_second`.

namespace digidig::imap {

namespace {

namespace keys = config::keys;

/// The longest that is waited before looking again: the limits may have changed.
constexpr qint64 StepMs = 1'000;

} // namespace

qint64 Session::owedMs(qint64 commands)
{
    if (!m_user || !m_stream)
        return 0;
    qint64 wait = 0;
    const qint64 perSecond = m_context.config.get(keys::imapCommandsPerSecond);
    if (perSecond > 0)
        wait = m_context.rates.take(m_user->account, Rates::Kind::Commands, commands, perSecond);
    const qint64 bytesPerSecond = m_context.config.get(keys::imapBytesPerSecond);
    const qint64 moved = m_connection->bytesIn + m_connection->bytesOut;
    const qint64 since = moved - std::exchange(m_paidBytes, moved);
    if (bytesPerSecond > 0) {
        const qint64 of =
            m_context.rates.take(m_user->account, Rates::Kind::Bytes, since, bytesPerSecond);
        wait = std::max(wait, of);
    }
    return wait;
}

Task<> Session::keepPace()
{
    m_connection->state = "throttled";
    for (qint64 ms = owedMs(0); ms > 0 && !m_stopping; ms = owedMs(0))
        (void)co_await pause(std::min(ms, StepMs));
    m_connection->state = "working";
}

void Session::awaitRoom(std::coroutine_handle<> command)
{
    if (!hasRoom()) {
        m_roomWaiter = command;
        return;
    }
    beginWait();
    const qint64 ms = std::clamp<qint64>(owedMs(0), 1, StepMs);
    QTimer::singleShot(int(ms), this, [this, command] {
        --m_waits;
        if (m_stream)
            owedMs(0) > 0 && !m_stopping ? awaitRoom(command) : resume(command);
        else if (m_waits == 0)
            die();
    });
}

/// Reading pauses while the account has moved more than it may; the client's own network tells it.
void Session::slowReading()
{
    if (m_readingSlowed || !m_stream)
        return;
    const qint64 ms = owedMs(0);
    if (ms <= 0)
        return;
    m_readingSlowed = true;
    m_stream->setReading(false);
    QTimer::singleShot(int(std::min(ms, StepMs)), this, [this] {
        m_readingSlowed = false;
        if (!m_stream)
            return;
        m_stream->setReading(true);
        slowReading();
    });
}

} // namespace digidig::imap
