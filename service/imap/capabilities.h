// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArrayList>

namespace digidig::imap {

class Session;

/// What the server can do for this client now (RFC 9051 §6.1.1).
[[nodiscard]] QByteArrayList capabilities(const Session &session);

} // namespace digidig::imap
