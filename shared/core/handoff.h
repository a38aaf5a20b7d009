// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QObject>
#include <QtCore/QThreadPool>

#include <functional>
#include <future>
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

/// Work on its way to another thread; may own what can only be moved.
class Task {
public:
    virtual ~Task() = default;
    virtual void run() = 0;
};

template <typename F>
class TaskOf final : public Task {
public:
    explicit TaskOf(F f)
        : m_f(std::move(f))
    {
    }
    void run() override { m_f(); }

private:
    F m_f;
};

void send(QObject *context, std::unique_ptr<Task> task);

/// Stands for the way into the queues of thread pools. Qt is not instrumented, so ThreadSanitizer
/// takes what they carry for a race unless sender and receiver say where it crosses.
inline char intoPools;

} // namespace detail

/// Runs @p f on the thread of @p context, later, in the order of the calls, unless @p context is
/// gone by then. The one way by which work crosses to an event loop; callable from any thread while
/// @p context lives.
template <typename F>
void post(QObject *context, F &&f)
{
    detail::send(context, std::make_unique<detail::TaskOf<std::decay_t<F>>>(std::forward<F>(f)));
}

/// Runs @p f on the thread of @p context, which is another than the caller's, and waits for its
/// end.
template <typename F>
void runOn(QObject *context, F &&f)
{
    // Shared: the waiting side may go on before the other has let go of it.
    const auto done = std::make_shared<std::promise<void>>();
    post(context, [&f, done] {
        f();
        done->set_value();
    });
    done->get_future().wait();
}

/// Runs @p f on a thread of @p pool. The one way by which work crosses to the workers.
template <typename F>
void post(QThreadPool *pool, F &&f, int priority = 0)
{
    // std::function wants to copy what it holds; this need not be copyable.
    std::function<void()> carried =
        [task = std::make_shared<std::decay_t<F>>(std::forward<F>(f))]() mutable {
#if defined(__SANITIZE_THREAD__)
            __tsan_acquire(&detail::intoPools);
#endif
            const auto taken = std::move(task);
            (*taken)();
        };
#if defined(__SANITIZE_THREAD__)
    __tsan_release(&detail::intoPools);
#endif
    pool->start(std::move(carried), priority);
}

} // namespace digidig::core
