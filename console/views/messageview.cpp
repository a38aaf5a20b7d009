// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/messageview.h"

#include "models/htmlsanitizer.h"
#include "views/shades.h"

#include <QtCore/QEvent>

namespace digidig::console {

MessageView::MessageView(QWidget *parent)
    : QTextBrowser(parent)
{
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setUndoRedoEnabled(false);
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(16);
    document()->setDefaultStyleSheet(QStringLiteral("a { color: %1; }").arg(Shades::of(palette()).accent.name()));
    connect(this, &QTextBrowser::anchorClicked, this, &MessageView::linkChosen);
}

void MessageView::setImages(const QHash<QString, QImage> &images)
{
    // The document keeps what it was given before.
    document()->clear();
    m_images.clear();
    for (auto it = images.cbegin(); it != images.cend(); ++it)
        m_images.insert(imageName(it.key()), *it);
}

QVariant MessageView::loadResource(int type, const QUrl &name)
{
    const auto image = type == QTextDocument::ImageResource ? m_images.constFind(name.toString()) : m_images.cend();
    return image == m_images.cend() ? QVariant() : QVariant(*image);
}

void MessageView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        document()->setDefaultStyleSheet(QStringLiteral("a { color: %1; }").arg(Shades::of(palette()).accent.name()));
    QTextBrowser::changeEvent(event);
}

} // namespace digidig::console
