// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/handoff.h"
#include "core/logcontext.h"
#include "core/result.h"

#include <coroutine>
#include <optional>
#include <type_traits>
#include <utility>

namespace digidig::imap {

// What a command waits for, as `co_await session.…` gives it. While something is under way on
// another thread, the session keeps the command's frame, even when the client has gone: so what
// runs there may use it.

/// Runs a function on a pool; the result is the function's.
template <typename Session, typename F>
class WorkWait {
public:
    using Result = std::invoke_result_t<F &>;

    WorkWait(Session &session, QThreadPool &pool, F f)
        : m_session(session)
        , m_pool(pool)
        , m_f(std::move(f))
    {
    }
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> command)
    {
        m_session.beginWait();
        core::post(&m_pool, [this, command] {
            const core::LogScope scope({.session = m_session.id()});
            m_result.emplace(m_f());
            core::post(&m_session, [this, command] { m_session.endWait(command); });
        });
    }
    Result await_resume() { return *std::move(m_result); }

private:
    Session &m_session;
    QThreadPool &m_pool;
    F m_f;
    std::optional<Result> m_result;
};

/// Starts something that calls a completion once, from any thread; the result is the completion's.
template <typename Session, typename T, typename Start>
class CompletionWait {
public:
    CompletionWait(Session &session, Start start)
        : m_session(session)
        , m_start(std::move(start))
    {
    }
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> command)
    {
        m_session.beginWait();
        m_start(core::Completion<T>([this, command](core::Result<T> result) {
            m_result.emplace(std::move(result));
            core::post(&m_session, [this, command] { m_session.endWait(command); });
        }));
    }
    core::Result<T> await_resume() { return *std::move(m_result); }

private:
    Session &m_session;
    Start m_start;
    std::optional<core::Result<T>> m_result;
};

/// Waits until the client has taken enough of what was written.
template <typename Session>
class RoomWait {
public:
    explicit RoomWait(Session &session)
        : m_session(session)
    {
    }
    [[nodiscard]] bool await_ready() const { return m_session.mayGoOn(); }
    void await_suspend(std::coroutine_handle<> command) { m_session.awaitRoom(command); }
    void await_resume() const noexcept { }

private:
    Session &m_session;
};

} // namespace digidig::imap
