// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mime/structure.h"

namespace digidig::mime {

/// Fills the text fields of @p message (text, html and text part, preview, searchText), whose
/// `root` is already marked, from @p raw and the headers of the nested messages in @p structure.
void readTexts(
    QByteArrayView raw, const Structure &structure, const Limits &limits, Message *message);

} // namespace digidig::mime
