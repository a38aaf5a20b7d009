// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <optional>

namespace digidig::auth {

/// A `saslname` (RFC 5801 §4) as it is meant: `=2C` is a comma, `=3D` an equals sign. Nothing when
/// it is empty, no UTF-8, or holds NUL, a comma or any other `=`.
[[nodiscard]] std::optional<QByteArray> readSaslName(QByteArrayView text);

/// Whether these are UTF-8.
[[nodiscard]] bool isUtf8(QByteArrayView bytes);

} // namespace digidig::auth
