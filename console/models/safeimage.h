// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QImage>

namespace digidig::console {

/// Bounds of an image of a stranger.
struct ImageBounds {
    qint64 pixels = 40'000'000; ///< More are not decoded.
    int side = 2'000; ///< In pixels; larger ones are made smaller while they are decoded.
};

/// The first picture in @p bytes; null: it is none of PNG, JPEG, GIF, WebP and BMP, which its content decides, not
/// its name, or it is beyond @p bounds or broken. Any thread.
[[nodiscard]] QImage safeImage(const QByteArray &bytes, const ImageBounds &bounds = {});

} // namespace digidig::console
