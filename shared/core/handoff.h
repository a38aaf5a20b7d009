// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QMetaObject>
#include <QtCore/QObject>
#include <QtCore/QThreadPool>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#if defined(__SANITIZE_THREAD__)
extern "C" void __tsan_acquire(void *);
extern "C" void __tsan_release(void *);
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
extern "C" void __tsan_acquire(void *);
extern "C" void __tsan_release(void *);
#endif
#endif

namespace digidig::core {

namespace detail {
inline void released([[maybe_unused]] void *p)
{
#if defined(__SANITIZE_THREAD__)
    __tsan_release(p);
#endif
}
inline void acquired([[maybe_unused]] void *p)
{
#if defined(__SANITIZE_THREAD__)
    __tsan_acquire(p);
#endif
}

/// Carries a callable across threads; tells ThreadSanitizer what Qt's uninstrumented queue does.
template <typename F>
auto carried(F &&f)
{
    auto cargo = std::make_shared<std::decay_t<F>>(std::forward<F>(f));
    released(cargo.get());
    return [cargo = std::move(cargo)]() mutable {
        acquired(cargo.get());
        (*cargo)();
        cargo.reset();
    };
}
} // namespace detail

/// Runs @p f on the thread of @p context, later, unless @p context is gone by then. The one way by
/// which work crosses to an event loop; callable from any thread.
template <typename F>
void post(QObject *context, F &&f)
{
    QMetaObject::invokeMethod(context, detail::carried(std::forward<F>(f)), Qt::QueuedConnection);
}

/// Runs @p f on a thread of @p pool. The one way by which work crosses to the workers.
template <typename F>
void post(QThreadPool *pool, F &&f, int priority = 0)
{
    pool->start(std::function<void()>(detail::carried(std::forward<F>(f))), priority);
}

} // namespace digidig::core
