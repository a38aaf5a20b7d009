// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/icons.h"

#include <QtCore/QFile>
#include <QtGui/QGuiApplication>
#include <QtGui/QIconEngine>
#include <QtGui/QPainter>
#include <QtGui/QPixmapCache>
#include <QtSvg/QSvgRenderer>

namespace digidig::console {

namespace {

class Engine final : public QIconEngine {
public:
    Engine(QString name, Tone tone)
        : m_name(std::move(name))
        , m_tone(tone)
    {
        QFile file(QStringLiteral(":/console/icons/%1.svg").arg(m_name));
        if (file.open(QIODevice::ReadOnly))
            m_drawing = file.readAll();
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal scale = painter->device()->devicePixelRatioF();
        QPixmap picture = pixmap(rect.size() * scale, mode, state);
        picture.setDevicePixelRatio(scale);
        painter->drawPixmap(rect, picture);
    }

    /// @p size is in device pixels.
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        const QColor colour = colourFor(mode);
        const QString key = QStringLiteral("digidig:%1:%2:%3x%4")
                                .arg(m_name, colour.name(QColor::HexArgb))
                                .arg(size.width())
                                .arg(size.height());
        QPixmap picture;
        if (QPixmapCache::find(key, &picture))
            return picture;
        QByteArray drawing = m_drawing;
        drawing.replace("currentColor", colour.name().toLatin1());
        QSvgRenderer renderer(drawing);
        picture = QPixmap(size);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setOpacity(colour.alphaF());
        renderer.render(&painter);
        painter.end();
        QPixmapCache::insert(key, picture);
        return picture;
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        return pixmap(size, mode, state);
    }

    QIconEngine *clone() const override { return new Engine(*this); }
    QString iconName() override { return m_name; }
    bool isNull() override { return m_drawing.isEmpty(); }

private:
    QColor colourFor(QIcon::Mode mode) const
    {
        const Shades shades = Shades::of(QGuiApplication::palette());
        if (mode == QIcon::Disabled) {
            QColor faint = shades.muted;
            faint.setAlphaF(0.45f);
            return faint;
        }
        return shades.in(m_tone);
    }

    QString m_name;
    Tone m_tone;
    QByteArray m_drawing;
};

} // namespace

QIcon icon(const QString &name, Tone tone)
{
    return QIcon(new Engine(name, tone));
}

} // namespace digidig::console
