// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QtGlobal>

namespace digidig::net {

/// What one HTTP client may take from the service; every value may change while connections are
/// open.
struct HttpLimits {
    int maxConnections = 1000; ///< Over all HTTP listeners; above it: 503 `connection_limit`.
    int maxConnectionsPerAddress = 0; ///< 0: no bound of its own.
    qsizetype maxHeaderBytes =
        32 * 1024; ///< Request line and fields together; above it: 431 or 414.
    qint64 maxBodyBytes = 64 * 1024 * 1024; ///< Decoded content; above it: 413.
    qint64 headerTimeoutMs =
        15'000; ///< From the first byte of a request to the end of its head: 408.
    qint64 bodyTimeoutMs = 30'000; ///< Longest silence while content is awaited: 408.
    qint64 idleTimeoutMs = 60'000; ///< Longest wait for a (next) request: closed without a word.
    qint64 writeTimeoutMs = 60'000; ///< Longest time without progress while an answer is sent.
};

} // namespace digidig::net
