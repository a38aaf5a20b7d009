// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/endpoint.h"

#include <QtCore/QByteArray>

namespace digidig::net {

/// What a proxy says of the client whose connection it passes on.
struct ProxyHeader {
    /// Nothing is said of a client (LOCAL, UNKNOWN, another family): the connection is the proxy's
    /// own, as its health checks are.
    bool isLocal = true;
    Endpoint client = {};
    bool tls = false; ///< The client speaks TLS with the proxy (PP2_CLIENT_SSL).
};

/// Reads the header of the PROXY protocol, version 1 or 2
/// (https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt), with which a connection begins,
/// however it is cut. What does not begin like one fails at its first wrong byte; nothing is
/// guessed. Pure.
class ProxyHeaderReader {
public:
    enum class State { NeedMore, Complete, Failed };

    /// No header with its extensions is longer.
    static constexpr qsizetype MaxBytes = 4096;
    /// take() has no use for more.
    static constexpr qsizetype MaxPiece = MaxBytes;

    /// Takes what belongs to the header from the beginning of @p input, which was not seen before;
    /// @p taken says how much: what follows is the client's.
    State take(QByteArrayView input, qsizetype *taken);
    /// After Complete.
    [[nodiscard]] const ProxyHeader &header() const { return m_header; }
    /// After Failed: why, for the log.
    [[nodiscard]] const char *reason() const { return m_reason; }

private:
    [[nodiscard]] qsizetype wanted(QByteArrayView input) const;
    State look();
    State fail(const char *reason);
    State readVersion1(QByteArrayView line);
    State readVersion2();
    State readExtensions(QByteArrayView extensions);

    QByteArray m_bytes; ///< Of the header, so far.
    ProxyHeader m_header;
    const char *m_reason = "";
};

} // namespace digidig::net
