// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

#include <optional>

namespace digidig::imapproto {

/// The bytes that @p text stands for (RFC 9051 §9 `base64`, RFC 4648 §4), strictly: whole groups of
/// four, padding only at the end, and no bits that padding hides. Nothing otherwise.
[[nodiscard]] std::optional<QByteArray> decodeBase64(QByteArrayView text);

} // namespace digidig::imapproto
