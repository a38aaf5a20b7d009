// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/part.h"

namespace digidig::mime {

/// A structured field value: `value; name=value; …` (RFC 2045 §5.1, RFC 2183).
struct Structured {
    QByteArray value; ///< What stands before the parameters, lower case, trimmed.
    QList<Parameter> params; ///< RFC 2231 decoded, in order of first appearance; at most 100.

    [[nodiscard]] QString param(QByteArrayView name) const;
};

/// Reads an unfolded field value; accepts what mail programs write in place of RFC 2045 tokens.
[[nodiscard]] Structured parseStructured(QByteArrayView value);

/// The value of the parameter @p name in @p params; empty if there is none.
[[nodiscard]] QString parameter(const QList<Parameter> &params, QByteArrayView name);

/// The last path component of @p name, decoded by RFC 2047, without control and direction-changing
/// characters, at most 255 bytes of UTF-8.
[[nodiscard]] QString safeFileName(const QString &name);

} // namespace digidig::mime
