// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"

#include <atomic>
#include <memory>

namespace digidig::net {

class HttpRelay;

/// Answers exactly once, at the latest when the last copy of the Reply that owns it is dropped, so
/// that no lost Reply leaves a client waiting.
class PendingReply {
public:
    PendingReply(std::shared_ptr<HttpRelay> relay, quint64 id, quint64 sequence)
        : m_relay(std::move(relay))
        , m_id(id)
        , m_sequence(sequence)
    {
    }
    ~PendingReply();
    Q_DISABLE_COPY_MOVE(PendingReply)

    void send(Response response);

private:
    const std::shared_ptr<HttpRelay> m_relay;
    const quint64 m_id;
    const quint64 m_sequence;
    std::atomic<bool> m_sent = false;
};

} // namespace digidig::net
