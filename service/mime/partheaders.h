// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/part.h"

namespace digidig::mime {

/// The MIME header fields (RFC 2045) of all parts below @p root as text to search in, a line each,
/// decoded: as far as the tree knows them. Those of @p root itself stand in the message's header.
[[nodiscard]] QString partHeaders(const Part &root);

} // namespace digidig::mime
