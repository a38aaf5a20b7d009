// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <optional>

namespace digidig::imapproto {

/// @p name in the modified UTF-7 of RFC 3501 §5.1.3. Never fails: a lone surrogate becomes U+FFFD,
/// and what is not printable ASCII is always encoded, so that no CR, LF or NUL can come out.
[[nodiscard]] QByteArray toModifiedUtf7(QStringView name);

/// The name that @p bytes spell; nothing when they break RFC 3501 §5.1.3 in any way: a byte that is
/// not printable ASCII, an encoded printable character, a shift that ends in null bits that are not
/// zero or in half a character, two shifts without need, a lone surrogate, or an open shift. So
/// every name has exactly one spelling.
[[nodiscard]] std::optional<QString> fromModifiedUtf7(QByteArrayView bytes);

} // namespace digidig::imapproto
