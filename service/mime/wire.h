// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/header.h"
#include "mime/part.h"

namespace digidig::mime {

/// ENVELOPE of @p header in wire form, with its parentheses (RFC 9051 §7.5.2). Encoded-words stay
/// as they are; what a quoted string may not hold goes into a literal; NUL is dropped.
[[nodiscard]] QByteArray wireEnvelope(const Header &header);

/// BODY of the tree under @p part; with @p extended BODYSTRUCTURE (RFC 9051 §7.5.2).
[[nodiscard]] QByteArray wireBody(const Part &part, bool extended);

} // namespace digidig::mime
