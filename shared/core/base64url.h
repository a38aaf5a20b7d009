// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

namespace digidig::core {

/// "base64url" without padding (RFC 4648 §5, RFC 7515 §2): what stands in a URL, a token or an
/// identifier as it is.
inline constexpr auto Base64Url = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

} // namespace digidig::core
