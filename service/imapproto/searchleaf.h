// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "imapproto/charsettext.h"
#include "imapproto/scanner.h"
#include "imapproto/searchkey.h"

namespace digidig::imapproto {

/// Reads the one `search-key` that @p in is at, which is not NOT, OR or a list; strings in
/// @p charset.
[[nodiscard]] bool parseSearchLeaf(Scanner &in, const CharsetText &charset, SearchKey &out);

} // namespace digidig::imapproto
