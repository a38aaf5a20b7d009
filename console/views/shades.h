// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QPalette>

namespace digidig::console {

/// What a colour says; which one that is, is for Shades to know.
enum class Tone { Plain, Muted, Accent, Good, Warn, Bad };

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
    [[nodiscard]] QColor in(Tone tone) const;
};

/// Whether @p palette shows light text on dark ground.
[[nodiscard]] bool isDark(const QPalette &palette);

} // namespace digidig::console
