// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/client.h"
#include "api/eventstream.h"

#include <QtCore/QTimer>

namespace digidig::console {

/// Whether the service can be worked with, and what this console may do there. Comes back by itself, unless the
/// service refuses the token, or its certificate is another: then somebody has to be asked.
class Connection : public QObject {
    Q_OBJECT

public:
    enum class State {
        Offline, ///< Not asked to be anything else, the first attempt failed, or another would be no use.
        Connecting,
        Online,
        Reconnecting, ///< It was online; it is being tried again.
    };
    enum class Role { None, Reader, Administrator };

    Connection(Client &client, EventStream &events, QObject *parent = nullptr);

    /// The kinds of events that are followed while online.
    [[nodiscard]] static QStringList followed();

    /// Begins; @p onlyLook: nothing is ever changed, even by an administrator.
    void open(bool onlyLook);
    void close();
    /// Does not wait for the next attempt.
    void retryNow();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] Role role() const { return m_role; }
    /// Why it is Offline or Reconnecting.
    [[nodiscard]] const std::optional<Problem> &problem() const { return m_problem; }
    /// The last `/api/health`.
    [[nodiscard]] const QJsonObject &health() const { return m_health; }

Q_SIGNALS:
    void stateChanged(digidig::console::Connection::State state);
    /// Online, for the first time or again: what is shown has to be read (again).
    void online();
    /// The first attempt failed, or a later one with what no further attempt would mend.
    void failed(const digidig::console::Problem &problem);

private:
    void close(const std::optional<Problem> &why);
    void setState(State state);
    void probe();
    void healthCame(const Answer &answer);
    void roleCame(const Answer &answer);
    void fail(const Problem &problem);
    void trouble(const Problem &problem);
    void giveUp(const Problem &problem);

    Client &m_client;
    EventStream &m_events;
    State m_state = State::Offline;
    Role m_role = Role::None;
    std::optional<Problem> m_problem;
    QJsonObject m_health;
    LatestCall m_call;
    QTimer m_retry;
    int m_waitMs = 0;
    bool m_onlyLook = false;
};

} // namespace digidig::console
