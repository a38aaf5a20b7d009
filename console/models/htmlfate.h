// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gumbo.h>

namespace digidig::console {

/// What becomes of an element of a stranger's HTML.
enum class HtmlFate {
    Keep, ///< The same, without its attributes.
    Block, ///< A plain block.
    Unwrap, ///< Its content only.
    Drop, ///< Nothing.
};

[[nodiscard]] HtmlFate htmlFate(GumboTag tag);
/// Scripts, forms, frames and plug-ins: what the person is told of.
[[nodiscard]] bool runsSomething(GumboTag tag);

} // namespace digidig::console
