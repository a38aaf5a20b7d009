// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace digidig::mime {

/// @p value without line breaks and other control characters (each run is one space).
[[nodiscard]] QString cleanValue(const QString &value);

/// `name: value` folded, with CRLF; encoded-words where the value is not plain ASCII (RFC 2047).
[[nodiscard]] QByteArray textField(const QByteArray &name, const QString &value);

/// An address field: display names quoted or encoded, addresses as they are (UTF-8 ones by RFC
/// 6532).
[[nodiscard]] QByteArray addressField(const QByteArray &name, const QString &value);

/// A body in the transfer encoding that suits it best.
struct EncodedBody {
    QByteArray bytes; ///< CRLF line ends.
    QByteArray encoding; ///< 7bit, quoted-printable or base64.
    bool html = false;
};

[[nodiscard]] EncodedBody encodeBody(const QString &body);

} // namespace digidig::mime
