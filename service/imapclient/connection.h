// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "imapclient/serveraddress.h"
#include "imapproto/receiver.h"

#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslSocket>

#include <functional>

namespace digidig::imapclient {

/// How to reach a server, and how much to take of it.
struct Access {
    ServerAddress server;
    bool tls = true; ///< False: never, and the password goes readable over the wire.
    QList<QSslCertificate> authorities = {}; ///< That are believed; empty: those of the system.
    qint64 maxMessageBytes = 100LL * 1024 * 1024;
    int silenceMs = 60'000; ///< Longest time without a byte.
    std::function<bool()> stop = [] { return false; }; ///< Asked every 0.2 s while waiting.
};

/// The bytes between a server and a tool, blocking, for one thread. All that comes is bounded: line
/// and literal in size, silence in time, and each answer as a whole in the time that was set for
/// it.
class Connection {
public:
    explicit Connection(const Access &access);

    /// Connects, with `imaps` also by TLS. Unavailable; `untrusted_certificate` when it is the
    /// server's certificate.
    [[nodiscard]] core::Result<void> open();
    /// After the server's OK to STARTTLS. Corrupt when it has sent something beyond it, which
    /// nobody vouches for (RFC 9051 §11.1).
    [[nodiscard]] core::Result<void> startTls();
    [[nodiscard]] bool isEncrypted() const { return m_socket.isEncrypted(); }

    [[nodiscard]] core::Result<void> send(const QByteArray &bytes);
    /// The next response. Unavailable, Timeout, TooLarge; the connection is of no use after any.
    [[nodiscard]] core::Result<imapproto::RawCommand> read();

    /// How long may be waited for bytes from now on, in all; how large a literal may be.
    void expect(qint64 waitMs, bool messages);

private:
    [[nodiscard]] core::Result<void> handshake();
    [[nodiscard]] core::Result<void> fill();
    /// After a wait in vain: it may still come.
    [[nodiscard]] bool isThere() const;
    [[nodiscard]] core::Error lost() const;

    const Access m_access;
    QSslSocket m_socket;
    imapproto::Receiver m_receiver;
    QByteArray m_input;
    qsizetype m_at = 0; ///< Of m_input, what the receiver has had.
    qint64 m_waitMs = 0;
};

} // namespace digidig::imapclient
