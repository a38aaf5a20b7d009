// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/transcript.h"

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
/// by any; the rest is thread-safe.
struct Connection {
    quint64 id = 0;
    Protocol protocol = Protocol::Http;
    QString peer; ///< `address:port`
    std::atomic<bool> tls = false;
    std::atomic<bool> authenticated = false;
    qint64 sinceMs = 0; ///< Unix ms.
    std::atomic<qint64> lastActiveMs = 0; ///< monotonic ms
    std::atomic<qint64> bytesIn = 0; ///< Of the wire.
    std::atomic<qint64> bytesOut = 0;
    std::atomic<bool> compressed = false;
    std::atomic<qint64> contentIn = 0; ///< While it is compressed: what came of it.
    std::atomic<qint64> contentOut = 0; ///< While it is compressed: what it was made of.
    /// A string literal: `idle`, `reading`, `working`, `writing`, `handshake`.
    std::atomic<const char *> state = "idle";

    Transcript transcript; ///< What it said and was told lately.

    [[nodiscard]] QString user() const;
    void setUser(const QString &user);
    /// What the client calls itself (RFC 2971).
    [[nodiscard]] QString clientId() const;
    void setClientId(const QString &clientId);
    /// The mailbox that is selected; empty: none.
    [[nodiscard]] QString mailbox() const;
    void setMailbox(const QString &mailbox);
    /// `TLSv1.3 TLS_AES_256_GCM_SHA384`; empty without TLS, or when it is not known.
    [[nodiscard]] QString cipher() const;
    void setCipher(const QString &cipher);

private:
    [[nodiscard]] QString read(const QString &text) const;
    void write(QString &text, const QString &value);

    mutable std::mutex m_mutex;
    QString m_user;
    QString m_clientId;
    QString m_mailbox;
    QString m_cipher;
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
