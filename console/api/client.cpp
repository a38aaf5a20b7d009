// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/client.h"

#include "core/clock.h"

#include <QtCore/QTimer>

namespace digidig::console {

Call Client::send(Request request, const QObject *receiver, Done done)
{
    const auto state = std::make_shared<CallState>(std::move(request), receiver, std::move(done));
    if (m_readOnly && !state->request().looksOnly()) {
        QTimer::singleShot(0, this, [state] {
            state->finish({.problem = Problem{.kind = Problem::Kind::ReadOnly,
                               .text = tr("This connection is read-only; nothing was changed.")}});
        });
        return Call(state);
    }
    Request kept = state->request();
    kept.download = nullptr;
    kept.progress = nullptr;
    if (kept.upload)
        kept.upload = nullptr;
    m_sent.append({std::move(kept), core::nowMs()});
    if (m_sent.size() > SentKept)
        m_sent.removeFirst();
    ++m_inFlight;
    transmit(state);
    return Call(state);
}

void Client::setReadOnly(bool on)
{
    if (m_readOnly == on)
        return;
    m_readOnly = on;
    Q_EMIT readOnlyChanged(on);
}

void Client::complete(const std::shared_ptr<CallState> &call, const Answer &answer)
{
    if (answer.problem
        && (answer.problem->kind == Problem::Kind::Unreachable || answer.problem->kind == Problem::Kind::Timeout
            || answer.problem->kind == Problem::Kind::Untrusted || answer.problem->status == 401)) {
        Q_EMIT troubled(*answer.problem);
    }
    call->finish(answer);
    dropped();
}

void Client::dropped()
{
    if (--m_inFlight == 0)
        Q_EMIT idle();
}

} // namespace digidig::console
