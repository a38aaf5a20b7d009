// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/stream.h"
#include "net/tlshandles.h"

#include <QtCore/QByteArray>

namespace digidig::net {

/// TLS as the server over a connected, non-blocking descriptor. It reads and writes the descriptor
/// itself, a record at a time, and holds no buffer while nothing is under way: what is not read
/// stays in the kernel. Not thread-safe.
class TlsSession {
public:
    enum class Outcome {
        Done,
        WantRead, ///< Nothing to be had; again when the descriptor can be read.
        WantWrite, ///< Again when the descriptor can be written.
        Ended, ///< The client sends nothing more.
        Failed, ///< The connection is of no use any more.
    };

    /// Reads from take at least this much, so that a record never stays behind half read.
    static constexpr qsizetype MinRead = 16 * 1024;

    /// @p context lends its settings; the bytes of the wire are counted in @p traffic.
    TlsSession(ssl_ctx_st *context, int descriptor, Connection &traffic);
    ~TlsSession();
    TlsSession(const TlsSession &) = delete;
    TlsSession &operator=(const TlsSession &) = delete;

    [[nodiscard]] Outcome handshake();
    /// Done: @p got bytes were read.
    [[nodiscard]] Outcome read(char *data, qsizetype size, qsizetype *got);
    /// Done: @p taken of @p bytes, which are not none, are on their way. After WantWrite the next
    /// call begins with the same bytes.
    [[nodiscard]] Outcome write(QByteArrayView bytes, qsizetype *taken);
    /// Says that nothing more will be sent, as far as the kernel has room.
    void sendEnd();

    [[nodiscard]] TlsFacts facts() const;
    [[nodiscard]] QByteArray exportKey(QByteArrayView label, qsizetype bytes) const;
    /// Why something Failed, for the log.
    [[nodiscard]] QByteArray reason() const { return m_reason; }

private:
    struct Wire; ///< The BIO.
    [[nodiscard]] Outcome outcomeOf(int result);

    const int m_descriptor;
    Connection &m_traffic;
    SslPtr m_ssl;
    QByteArray m_reason;
    bool m_wireEnded = false;
};

} // namespace digidig::net
