// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/page.h"

namespace digidig::console {

/// Every page of the console, in the order of the rail and of Ctrl+1, Ctrl+2 …
[[nodiscard]] QList<Page *> makePages(const Context &context);

} // namespace digidig::console
