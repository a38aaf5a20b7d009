// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QIcon>

namespace digidig::console {

/// Which colour an icon has; it follows the palette.
enum class Tone { Plain, Muted, Accent, Good, Warn, Bad };

/// The drawing `icons/<name>.svg` in the colours of the moment, sharp at every size.
[[nodiscard]] QIcon icon(const QString &name, Tone tone = Tone::Plain);

} // namespace digidig::console
