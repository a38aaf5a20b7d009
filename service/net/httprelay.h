// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/handoff.h"
#include "net/httpguard.h"

#include <QtCore/QThread>

#include <mutex>
#include <utility>

namespace digidig::net {

/// The way back to a guard from any thread and at any time, also when it is gone: then nothing
/// happens.
class HttpRelay {
public:
    explicit HttpRelay(HttpGuard *guard)
        : m_guard(guard)
    {
    }

    /// Runs @p f(guard) on the guard's thread: at once when called there, else later.
    template <typename F>
    void run(F &&f)
    {
        std::unique_lock lock(m_mutex);
        HttpGuard *guard = m_guard;
        if (!guard)
            return;
        if (guard->thread() != QThread::currentThread()) {
            core::post(guard, [guard, f = std::forward<F>(f)]() mutable { f(*guard); });
            return;
        }
        lock.unlock();
        f(*guard);
    }
    /// As run(), but always later, so that the caller's stack is out of the way.
    template <typename F>
    void post(F &&f)
    {
        const std::lock_guard lock(m_mutex);
        if (HttpGuard *guard = m_guard)
            core::post(guard, [guard, f = std::forward<F>(f)]() mutable { f(*guard); });
    }
    /// The guard goes away.
    void detach()
    {
        const std::lock_guard lock(m_mutex);
        m_guard = nullptr;
    }

private:
    std::mutex m_mutex;
    HttpGuard *m_guard;
};

} // namespace digidig::net
