// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/undobar.h"

#include "models/undostack.h"

#include <QtCore/QEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

namespace digidig::console {

UndoBar::UndoBar(UndoStack &stack, QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel)
    , m_button(new QPushButton(tr("Undo")))
{
    setObjectName(QStringLiteral("undoBar"));
    setAccessibleName(tr("What was done"));
    m_text->setTextFormat(Qt::PlainText);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 8, 8);
    row->addWidget(m_text);
    row->addWidget(m_button);
    m_hide.setSingleShot(true);
    m_hide.setInterval(ShownMs);
    connect(&m_hide, &QTimer::timeout, this, &QWidget::hide);
    connect(m_button, &QPushButton::clicked, &stack, &UndoStack::undo);
    connect(&stack, &UndoStack::pushed, this, [this](const QString &text) { popUp(text, true); });
    connect(&stack, &UndoStack::changed, this, [this, &stack] {
        if (!stack.canUndo() || stack.text() != m_text->text())
            hide();
    });
    parent->installEventFilter(this);
    hide();
}

void UndoBar::tell(const QString &text)
{
    popUp(text, false);
}

void UndoBar::popUp(const QString &text, bool undoable)
{
    m_text->setText(text);
    m_button->setVisible(undoable);
    show();
    place();
    raise();
    m_hide.start();
}

void UndoBar::place()
{
    adjustSize();
    const QRect room = parentWidget()->rect();
    move((room.width() - width()) / 2, room.height() - height() - 20);
}

bool UndoBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace digidig::console
