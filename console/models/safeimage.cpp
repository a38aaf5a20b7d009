// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safeimage.h"

#include <QtCore/QBuffer>
#include <QtGui/QImageReader>

namespace digidig::console {

QImage safeImage(const QByteArray &bytes, const ImageBounds &bounds)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(true);
    // Drawings that are programs (SVG) and formats that hardly anybody sends stay outside.
    static const QList<QByteArray> known = {"png", "jpeg", "gif", "webp", "bmp"};
    if (!known.contains(reader.format()))
        return {};
    const QSize size = reader.size();
    if (!size.isValid() || size.isEmpty() || qint64(size.width()) * size.height() > bounds.pixels)
        return {};
    if (size.width() > bounds.side || size.height() > bounds.side)
        reader.setScaledSize(size.scaled(bounds.side, bounds.side, Qt::KeepAspectRatio).expandedTo({1, 1}));
    return reader.read();
}

} // namespace digidig::console
