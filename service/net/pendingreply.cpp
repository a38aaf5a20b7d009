// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/pendingreply.h"

#include "net/httpguard.h"
#include "net/httprelay.h"

namespace digidig::net {

PendingReply::~PendingReply()
{
    if (m_sent.exchange(true))
        return;
    m_relay->run([id = m_id, sequence = m_sequence](HttpGuard &guard) {
        qWarning("A request was dropped without an answer");
        guard.dropped(id, sequence);
    });
}

void PendingReply::send(Response response)
{
    if (m_sent.exchange(true))
        return;
    m_relay->run(
        [id = m_id, sequence = m_sequence, response = std::move(response)](
            HttpGuard &guard) mutable { guard.answer(id, sequence, std::move(response)); });
}
} // namespace digidig::net
