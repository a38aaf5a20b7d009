// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/connections.h"

#include <QtCore/QJsonObject>

namespace digidig::rest {

/// A connection as `/api/imap/connections` and `/api/imap/sessions` show it.
[[nodiscard]] QJsonObject connectionJson(const net::Connection &connection);

} // namespace digidig::rest
