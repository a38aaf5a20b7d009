// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/request.h"

#include <QtCore/QPointer>

namespace digidig::console {

/// A request on its way; shared by whoever waits for it and whoever carries it. GUI thread only.
class CallState {
public:
    using Done = std::function<void(const Answer &)>;

    CallState(Request request, const QObject *receiver, Done done);

    [[nodiscard]] const Request &request() const { return m_request; }
    /// False once it was answered or cancelled, or nobody is left who would want the answer.
    [[nodiscard]] bool wanted() const;
    /// Hands the answer over, once, when it is still wanted.
    void finish(const Answer &answer);
    /// It is not wanted any more: the callback is never called, and what carries it is stopped.
    void cancel();
    /// How the carrier stops; called at most once, by cancel().
    void onCancel(std::function<void()> stop) { m_stop = std::move(stop); }

private:
    Request m_request;
    QPointer<const QObject> m_receiver;
    Done m_done;
    std::function<void()> m_stop;
};

/// Handle on a request; letting go of it lets the request run on.
class Call {
public:
    Call() = default;
    explicit Call(std::shared_ptr<CallState> state)
        : m_state(std::move(state))
    {
    }
    [[nodiscard]] bool running() const { return m_state && m_state->wanted(); }
    void cancel();

private:
    std::shared_ptr<CallState> m_state;
};

/// Keeps one request at a time: a new one cancels the one before, and so does the end of the keeper.
class LatestCall {
public:
    LatestCall() = default;
    ~LatestCall() { m_call.cancel(); }
    LatestCall(const LatestCall &) = delete;
    LatestCall &operator=(const LatestCall &) = delete;
    LatestCall &operator=(Call call);
    [[nodiscard]] bool running() const { return m_call.running(); }
    void cancel() { m_call.cancel(); }

private:
    Call m_call;
};

} // namespace digidig::console
