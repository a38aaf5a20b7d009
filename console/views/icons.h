// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shades.h"

#include <QtGui/QIcon>

namespace digidig::console {

/// The drawing `icons/<name>.svg` in the colours of the moment, sharp at every size.
[[nodiscard]] QIcon icon(const QString &name, Tone tone = Tone::Plain);

} // namespace digidig::console
