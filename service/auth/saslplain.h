// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <optional>

namespace digidig::auth {

/// The one message of PLAIN (RFC 4616 §2).
struct PlainMessage {
    QByteArray authzid; ///< As whom to act; empty: as the user.
    QByteArray user;
    QByteArray password;
};

/// Nothing when @p message is none.
[[nodiscard]] std::optional<PlainMessage> readPlain(const QByteArray &message);

} // namespace digidig::auth
