// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shades.h"

namespace digidig::console {

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

Shades Shades::of(const QPalette &palette)
{
    return of(isDark(palette));
}

/// Text on its ground has a contrast of at least 4.5:1 (WCAG 2.1, AA) in both.
Shades Shades::of(bool dark)
{
    if (dark) {
        return {.text = QColor(0xe6e9ef),
            .muted = QColor(0x9aa4b2),
            .border = QColor(0x30363f),
            .hover = QColor(0x282d36),
            .accent = QColor(0x6ea1ff),
            .onAccent = QColor(0x0d1420),
            .accentSoft = QColor(0x25344f),
            .good = QColor(0x4cc38a),
            .warn = QColor(0xe8b04b),
            .bad = QColor(0xff7b72),
            .window = QColor(0x15181d),
            .base = QColor(0x1c2026)};
    }
    return {.text = QColor(0x1b2028),
        .muted = QColor(0x5b6573),
        .border = QColor(0xdde1e7),
        .hover = QColor(0xeceff3),
        .accent = QColor(0x2563d9),
        .onAccent = QColor(0xffffff),
        .accentSoft = QColor(0xdfe9fc),
        .good = QColor(0x177245),
        .warn = QColor(0x8a5a00),
        .bad = QColor(0xc0302b),
        .window = QColor(0xf4f5f7),
        .base = QColor(0xffffff)};
}

QColor Shades::in(Tone tone) const
{
    switch (tone) {
    case Tone::Plain:
        break;
    case Tone::Muted:
        return muted;
    case Tone::Accent:
        return accent;
    case Tone::Good:
        return good;
    case Tone::Warn:
        return warn;
    case Tone::Bad:
        return bad;
    }
    return text;
}

} // namespace digidig::console
