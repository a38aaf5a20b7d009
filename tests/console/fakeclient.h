// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace digidig::console {

/// Holds every request until the test answers it, in any order.
class FakeClient final : public Client {
public:
    QUrl baseUrl() const override { return QUrl(QStringLiteral("http://fake.example")); }

    /// Requests that nobody has answered, the oldest first; cancelled ones are not among them.
    [[nodiscard]] QList<Request> waiting() const
    {
        QList<Request> requests;
        for (const auto &call : m_calls) {
            if (call->wanted())
                requests.append(call->request());
        }
        return requests;
    }
    /// Every request that was ever made, answered or not.
    [[nodiscard]] int made() const { return int(m_calls.size()) + m_answered; }

    /// Answers the request at @p place of all that were not answered, also one that was cancelled.
    void answer(int place, const QJsonObject &json, int status = 200)
    {
        const auto call = m_calls.takeAt(place);
        ++m_answered;
        complete(call, {.status = status, .json = json});
    }
    void answerBytes(int place, const QByteArray &body, int status = 200)
    {
        const auto call = m_calls.takeAt(place);
        ++m_answered;
        complete(call, {.status = status, .body = body});
    }
    void fail(int place, const Problem &problem)
    {
        const auto call = m_calls.takeAt(place);
        ++m_answered;
        complete(call, {.status = problem.status, .problem = problem});
    }
    [[nodiscard]] Request at(int place) const { return m_calls.at(place)->request(); }
    [[nodiscard]] int pending() const { return int(m_calls.size()); }

private:
    void transmit(const std::shared_ptr<CallState> &call) override { m_calls.append(call); }

    QList<std::shared_ptr<CallState>> m_calls;
    int m_answered = 0;
};

} // namespace digidig::console
