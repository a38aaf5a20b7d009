// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storageclient/state.h"

#include <QtCore/QUrl>

#include <optional>

namespace digidig::storageclient {

/// How Storage is reached; times in milliseconds.
struct Options {
    QUrl url = {}; ///< http or https; a path is put before every path of the API.
    std::optional<Form> form = {}; ///< Pinned; otherwise Client finds out.
    QString caFile = {}; ///< PEM; these authorities alone are believed. Empty: the system's.
    QString certFile = {}; ///< PEM, the client's certificate with its chain; empty: none.
    QString keyFile = {}; ///< PEM, its private key.

    int poolSize = 10; ///< Connections in all, 1 to 1000.
    qint64 timeoutMs = 30'000; ///< For one request, as a whole.
    qint64 idleMs = 300'000; ///< Connections that nobody uses are closed after it, or earlier.
    qsizetype queueLimit = 1000; ///< Calls of each Priority that may wait for a connection.

    int failuresToOpen = 5; ///< So many in a row, and Storage counts as unreachable …
    qint64 retryMs = 1'000; ///< … until a probe succeeds: the first after this time, …
    qint64 retryMaxMs = 60'000; ///< … each further one after twice as long, up to this.
};

} // namespace digidig::storageclient
