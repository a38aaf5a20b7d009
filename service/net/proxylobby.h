// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/deadlines.h"
#include "net/doorkeeper.h"
#include "net/proxyheader.h"

#include <QtCore/QObject>

#include <functional>
#include <memory>
#include <vector>

namespace digidig::net {

/// Where connections wait until their PROXY header has come: each for itself, so that nobody else
/// waits for it. Reads not a byte beyond the header. Lives on one thread.
class ProxyLobby : public QObject {
    Q_OBJECT

public:
    /// Takes the connection over.
    using Arrived = std::function<void(int descriptor, const ProxyHeader &header)>;
    /// The connection is closed: no header came, or a wrong one, or closeAll().
    using Left = std::function<void()>;

    /// @p deadlines outlives it.
    explicit ProxyLobby(Deadlines &deadlines, QObject *parent = nullptr);
    /// Closes all.
    ~ProxyLobby() override;

    /// @p descriptor is the lobby's until one of both is called, later. @p whose: for closeAll().
    void await(
        int descriptor, qint64 timeoutMs, const void *whose, Arrived arrived, Left left);
    void closeAll(const void *whose);
    [[nodiscard]] int count() const { return int(m_guests.size()); }
    /// As Doorkeeper::turnAway(), for who turned out to be one too many.
    void turnAway(int descriptor, QByteArrayView words);

private:
    class Guest;
    class Tick;
    void leave(Guest *guest);
    void release();

    Deadlines &m_deadlines;
    std::vector<Guest *> m_guests; ///< Children of this.
    std::unique_ptr<Doorkeeper> m_doorkeeper; ///< Made for the first one.
    std::unique_ptr<Tick> m_tick;
};

} // namespace digidig::net
