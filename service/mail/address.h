// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <optional>

namespace digidig::mail {

/// The form under which an address names an account: NFC, lower case, no angle brackets. Nothing when it is
/// no addr-spec (RFC 5321 §4.1.2, RFC 6531 for non-ASCII): one `@`, both sides present, no spaces or controls,
/// at most 64 + 255 octets.
[[nodiscard]] std::optional<QString> normalizeAddress(QStringView address);

/// True when @p address (normalised) lies in one of @p localDomains, or when that list is empty.
[[nodiscard]] bool isLocal(const QString &address, const QStringList &localDomains);

} // namespace digidig::mail
