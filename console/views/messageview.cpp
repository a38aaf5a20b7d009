// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/messageview.h"

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

QVariant MessageView::loadResource(int, const QUrl &)
{
    return {};
}

void MessageView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        document()->setDefaultStyleSheet(QStringLiteral("a { color: %1; }").arg(Shades::of(palette()).accent.name()));
    QTextBrowser::changeEvent(event);
}

} // namespace digidig::console
