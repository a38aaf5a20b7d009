// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHash>
#include <QtCore/QList>
#include <QtCore/QString>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace digidig::net {

enum class Protocol { Http, Imap, Lmtp };

/// One connection as an administrator sees it. Counters are written by its own I/O thread and read
/// by any.
struct Connection {
    quint64 id = 0;
    Protocol protocol = Protocol::Http;
    QString peer; ///< `address:port`
    bool tls = false;
    qint64 sinceMs = 0; ///< Unix ms.
    std::atomic<qint64> lastActiveMs = 0; ///< monotonic ms
    std::atomic<qint64> bytesIn = 0;
    std::atomic<qint64> bytesOut = 0;
    std::atomic<const char *> state =
        "idle"; ///< A string literal: `idle`, `reading`, `working`, `writing`.

    [[nodiscard]] QString user() const;
    void setUser(const QString &user);

private:
    mutable std::mutex m_mutex;
    QString m_user;
};

/// Every open connection of every protocol; thread-safe. `max_connections` bounds each protocol by
/// itself.
class ConnectionRegistry {
public:
    using Closer = std::function<void()>; ///< Called on any thread; must only post.

    /// Registers a connection; the returned object is shared with its owner.
    std::shared_ptr<Connection> add(
        Protocol protocol, const QString &peer, bool tls, Closer closer);
    void remove(quint64 id);
    /// Asks one connection to close; false when there is none of that id.
    bool disconnect(quint64 id);
    void disconnectAll(Protocol protocol);
    [[nodiscard]] QList<std::shared_ptr<Connection>> list() const;
    [[nodiscard]] int count() const;
    [[nodiscard]] int count(Protocol protocol) const;

private:
    struct Entry {
        std::shared_ptr<Connection> connection;
        Closer closer;
    };
    mutable std::mutex m_mutex;
    QHash<quint64, Entry> m_entries;
    int m_counts[3] = {0, 0, 0};
    quint64 m_nextId = 1;
};

} // namespace digidig::net
