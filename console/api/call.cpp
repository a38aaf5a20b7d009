// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/call.h"

#include <utility>

namespace digidig::console {

CallState::CallState(Request request, const QObject *receiver, Done done)
    : m_request(std::move(request))
    , m_receiver(receiver)
    , m_done(std::move(done))
{
}

bool CallState::wanted() const
{
    return m_done && m_receiver;
}

void CallState::finish(const Answer &answer)
{
    const Done done = std::exchange(m_done, nullptr);
    m_stop = nullptr;
    if (done && m_receiver)
        done(answer);
}

void CallState::cancel()
{
    m_done = nullptr;
    if (const auto stop = std::exchange(m_stop, nullptr))
        stop();
}

void Call::cancel()
{
    if (const auto state = std::exchange(m_state, nullptr))
        state->cancel();
}

LatestCall &LatestCall::operator=(Call call)
{
    m_call.cancel();
    m_call = std::move(call);
    return *this;
}

} // namespace digidig::console
