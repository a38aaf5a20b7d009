// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <atomic>

namespace digidig::rest {

/// The specification's "Service State": counted as it happens, never derived. Thread-safe.
struct ServiceState {
    const qint64 startedMs = core::nowMs(); ///< Unix ms.
    const qint64 startedMonotonicMs = core::monotonicMs();
    std::atomic<qint64> requestsTotal = 0;
    std::atomic<qint64> requestsSuccessful = 0; ///< Status below 400.
    std::atomic<qint64> requestsFailed = 0; ///< Status 400 and above.
    std::atomic<qint64> deliveries = 0; ///< Messages stored, by whatever way they came.
    std::atomic<qint64> waitingWork = 0; ///< Requests that wait for a worker.
    std::atomic<qint64> lastRequestMs = 0; ///< Unix ms; 0 before the first.

    [[nodiscard]] double uptimeSeconds() const
    {
        return double(core::monotonicMs() - startedMonotonicMs) / 1000.0;
    }
};

} // namespace digidig::rest
