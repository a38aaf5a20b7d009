// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "net/doorkeeper.h"

#include <QtCore/QObject>
#include <QtCore/QString>

#include <functional>
#include <optional>

class QHostAddress;
class QSocketNotifier;
class QTimer;

namespace digidig::net {

/// A listening socket, of TCP or a Unix one. Made anywhere; used and destroyed on one thread.
class Acceptor : public QObject {
    Q_OBJECT

public:
    /// Takes a client over, or returns what is said to it before it is closed (perhaps nothing).
    using Take = std::function<std::optional<QByteArray>(int descriptor)>;

    /// Listens; the descriptor. Unavailable with advice when that cannot be done, Invalid when
    /// @p host is no address (`localhost` counts as one).
    [[nodiscard]] static core::Result<int> listen(const QString &host, quint16 port);
    /// The same on a Unix socket, mode 0660; one that nobody listens on is replaced.
    [[nodiscard]] static core::Result<int> listenLocal(const QString &path);

    /// @p descriptor listens. @p localPath is removed with the acceptor; empty: none.
    Acceptor(int descriptor, QString localPath, Take take, QByteArray busy);
    ~Acceptor() override;
    /// Begins to accept, on the thread where it is to live.
    void start();

private:
    void acceptSome();
    void rest();
    void sweep();

    int m_descriptor;
    const QString m_localPath;
    quint64 m_localInode = 0;
    const Take m_take;
    const QByteArray m_busy; ///< What is said when no descriptor is left.
    Doorkeeper m_doorkeeper;
    QSocketNotifier *m_notifier = nullptr;
    QTimer *m_timer = nullptr;
};

} // namespace digidig::net
