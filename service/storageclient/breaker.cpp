// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/breaker.h"

#include <algorithm>

namespace digidig::storageclient {

Breaker::Breaker(int failuresToOpen, qint64 firstDelayMs, qint64 longestDelayMs)
    : m_failuresToOpen(failuresToOpen)
    , m_firstDelayMs(firstDelayMs)
    , m_longestDelayMs(longestDelayMs)
{
}

void Breaker::success()
{
    m_failures = 0;
}

void Breaker::failure(qint64 nowMs)
{
    if (m_open || ++m_failures < m_failuresToOpen)
        return;
    m_open = true;
    delay(nowMs);
}

void Breaker::probeSucceeded()
{
    m_open = false;
    m_failures = 0;
    m_delayMs = 0;
}

void Breaker::probeFailed(qint64 nowMs)
{
    m_open = true;
    delay(nowMs);
}

void Breaker::delay(qint64 nowMs)
{
    m_delayMs = std::clamp(m_delayMs * 2, m_firstDelayMs, m_longestDelayMs);
    m_probeDueMs = nowMs + m_delayMs;
}

} // namespace digidig::storageclient
