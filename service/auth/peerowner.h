// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtNetwork/QHostAddress>

#include <optional>

#include <sys/types.h>

namespace digidig::auth {

/// The user who owns the other end of a TCP connection between two sockets of this machine, as the kernel
/// tells it (sock_diag, or else /proc/net/tcp). Nothing when there is no such socket. Does not block.
[[nodiscard]] std::optional<uid_t> peerOwner(
    const QHostAddress &peer, quint16 peerPort, const QHostAddress &local, quint16 localPort);

} // namespace digidig::auth
