// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/undobar.h"

#include "models/undostack.h"

#include <QtCore/QEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace digidig::console {

namespace {
constexpr int WidestMessage = 720;
constexpr int Inside = 16;
constexpr int Outside = 20;
constexpr int Between = 12;
} // namespace

UndoBar::UndoBar(UndoStack &stack, QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel)
    , m_button(new QPushButton(tr("Undo")))
{
    setObjectName(QStringLiteral("undoBar"));
    setAccessibleName(tr("What was done"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    auto *row = new QHBoxLayout(this);
    row->setSpacing(Between);
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

void UndoBar::keepClearOf(QWidget &bar)
{
    m_clearOf.append(&bar);
    bar.installEventFilter(this);
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
    const QRect room = parentWidget()->rect();
    const bool button = m_button->isVisibleTo(this);
    layout()->setContentsMargins(Inside, 8, button ? 8 : Inside, 8);
    const int beside = 2 * Inside + (button ? m_button->sizeHint().width() + Between : 0);
    const int text = m_text->fontMetrics().size(0, m_text->text()).width() + 2;
    m_text->setFixedWidth(std::clamp(text, 0, std::min(WidestMessage, room.width() - 2 * Outside - beside)));
    adjustSize();
    QRect at(QPoint((room.width() - width()) / 2, room.height() - height() - Outside), size());
    for (const QWidget *bar : std::as_const(m_clearOf)) {
        const QRect other(bar->mapTo(parentWidget(), QPoint()), bar->size());
        if (bar->isVisible() && at.intersects(other))
            at.moveBottom(other.top() - Between);
    }
    move(at.topLeft());
}

bool UndoBar::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    const bool moved = type == QEvent::Resize || type == QEvent::Move || type == QEvent::Show || type == QEvent::Hide;
    if (moved && isVisible())
        place();
    return QFrame::eventFilter(watched, event);
}

} // namespace digidig::console
