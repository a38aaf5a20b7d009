// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QPalette>

namespace digidig::console {

/// The colours that a palette has no word for, light or dark as @p palette is.
struct Shades {
    QColor text;
    QColor muted; ///< Text of the second rank.
    QColor border;
    QColor hover; ///< Behind what the pointer is on.
    QColor accent;
    QColor onAccent;
    QColor accentSoft; ///< Behind what is selected, where text keeps its colour.
    QColor good;
    QColor warn;
    QColor bad;
    QColor window;
    QColor base;

    [[nodiscard]] static Shades of(const QPalette &palette);
    [[nodiscard]] static Shades of(bool dark);
};

/// Whether @p palette shows light text on dark ground.
[[nodiscard]] bool isDark(const QPalette &palette);

} // namespace digidig::console
