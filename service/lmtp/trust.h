// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>
#include <QtNetwork/QHostAddress>

namespace digidig::lmtp {

/// Whether @p peer may deliver: it lies in one of @p networks, or, when there are none, is this
/// machine. A null address came by a Unix socket, whose directory says who may. Pure.
[[nodiscard]] bool isTrusted(const QHostAddress &peer, const QStringList &networks);

} // namespace digidig::lmtp
