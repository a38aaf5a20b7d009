// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

namespace digidig::storageclient {

/// Decides when Storage counts as unreachable: after a number of failures in a row it opens, and
/// stays so until a probe succeeds; probes are due after a delay that doubles. Times are of a clock
/// that never goes back, in milliseconds.
class Breaker {
public:
    Breaker(int failuresToOpen, qint64 firstDelayMs, qint64 longestDelayMs);

    [[nodiscard]] bool open() const { return m_open; }
    /// When the next probe is due, while it is open.
    [[nodiscard]] qint64 probeDueMs() const { return m_probeDueMs; }

    /// A request went well. Closes nothing: that is for a probe, or it would flap while many
    /// requests end.
    void success();
    /// A request went wrong.
    void failure(qint64 nowMs);
    void probeSucceeded();
    /// Opens at once: who cannot be probed cannot be asked.
    void probeFailed(qint64 nowMs);

private:
    void delay(qint64 nowMs);

    const int m_failuresToOpen;
    const qint64 m_firstDelayMs;
    const qint64 m_longestDelayMs;
    bool m_open = false;
    int m_failures = 0; ///< In a row.
    qint64 m_delayMs = 0;
    qint64 m_probeDueMs = 0;
};

} // namespace digidig::storageclient
