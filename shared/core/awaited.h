// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace digidig::core {

/// Calls @p start with a completion and blocks until that was called. For tools, and for jobs on
/// threads of their own; nothing that answers others waits like this.
template <typename T, typename Start>
Result<T> awaited(Start &&start)
{
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Result<T>> outcome;
    start(Completion<T>([&](Result<T> result) {
        const std::lock_guard lock(mutex);
        outcome.emplace(std::move(result));
        changed.notify_all();
    }));
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return outcome.has_value(); });
    return *std::move(outcome);
}

} // namespace digidig::core
