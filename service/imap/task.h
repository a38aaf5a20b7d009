// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace digidig::imap {

template <typename T>
class Task;

namespace detail {

struct FinalAwait {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <typename Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> handle) const noexcept
    {
        const auto next = handle.promise().continuation;
        return next ? next : std::noop_coroutine();
    }
    void await_resume() const noexcept { }
};

struct PromiseBase {
    std::coroutine_handle<> continuation;
    // Begins at once: what needs no waiting ends within the call, without a turn of anything.
    [[nodiscard]] std::suspend_never initial_suspend() const noexcept { return {}; }
    [[nodiscard]] FinalAwait final_suspend() const noexcept { return {}; }
    [[noreturn]] void unhandled_exception() const noexcept { std::terminate(); }
};

template <typename T>
struct Promise : PromiseBase {
    std::optional<T> value;
    Task<T> get_return_object();
    void return_value(T result) { value.emplace(std::move(result)); }
};

template <>
struct Promise<void> : PromiseBase {
    Task<void> get_return_object();
    void return_void() const noexcept { }
};

} // namespace detail

/// Something that a session does step by step, waiting in between for workers, the store or the
/// client: a coroutine that begins at once. Destroying it before its end destroys what it holds;
/// the session does so only while nothing else works on that. Lives on its session's thread.
template <typename T = void>
class [[nodiscard]] Task {
public:
    using promise_type = detail::Promise<T>;
    using Handle = std::coroutine_handle<promise_type>;

    Task() = default;
    explicit Task(Handle handle)
        : m_handle(handle)
    {
    }
    Task(Task &&other) noexcept
        : m_handle(std::exchange(other.m_handle, {}))
    {
    }
    Task &operator=(Task &&other) noexcept
    {
        if (this != &other) {
            reset();
            m_handle = std::exchange(other.m_handle, {});
        }
        return *this;
    }
    ~Task() { reset(); }

    void reset()
    {
        if (m_handle)
            std::exchange(m_handle, {}).destroy();
    }
    /// Whether it has ended; true for none at all.
    [[nodiscard]] bool isDone() const { return !m_handle || m_handle.done(); }
    /// @p next is resumed at its end.
    void then(std::coroutine_handle<> next) { m_handle.promise().continuation = next; }

    [[nodiscard]] bool await_ready() const noexcept { return m_handle.done(); }
    void await_suspend(std::coroutine_handle<> awaiting) noexcept
    {
        m_handle.promise().continuation = awaiting;
    }
    T await_resume()
    {
        if constexpr (!std::is_void_v<T>)
            return std::move(*m_handle.promise().value);
    }

private:
    Handle m_handle;
};

namespace detail {

template <typename T>
Task<T> Promise<T>::get_return_object()
{
    return Task<T>(std::coroutine_handle<Promise<T>>::from_promise(*this));
}

inline Task<void> Promise<void>::get_return_object()
{
    return Task<void>(std::coroutine_handle<Promise<void>>::from_promise(*this));
}

} // namespace detail

} // namespace digidig::imap
