// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/askbar.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

#include <algorithm>
#include <utility>

namespace digidig::console {

namespace {
constexpr int WidestQuestion = 760;
}

AskBar::AskBar(QWidget *parent)
    : QFrame(parent)
    , m_question(new QLabel)
    , m_do(new QPushButton)
{
    setObjectName(QStringLiteral("askBar"));
    setProperty("card", true);
    setProperty("uncovered", true);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setWordWrap(true);
    m_do->setProperty("danger", true);
    m_do->setObjectName(QStringLiteral("askDo"));
    auto *leave = new QPushButton(tr("Leave it"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 8, 8, 8);
    row->addWidget(m_question, 1);
    row->addWidget(m_do);
    row->addWidget(leave);
    row->addStretch(0);
    connect(m_do, &QPushButton::clicked, this, [this] {
        hide();
        if (const auto then = std::exchange(m_then, nullptr))
            then();
    });
    connect(leave, &QPushButton::clicked, this, &QWidget::hide);
    hide();
}

void AskBar::ask(const QString &question, const QString &doIt, std::function<void()> then)
{
    m_question->setText(question);
    // The answers stand beside the question, however wide the window is.
    m_question->setMaximumWidth(std::min(WidestQuestion, m_question->fontMetrics().size(0, question).width() + 2));
    m_do->setText(doIt);
    m_do->setAccessibleDescription(question);
    m_then = std::move(then);
    show();
    m_do->setFocus();
}

void AskBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        hide();
    else
        QFrame::keyPressEvent(event);
}

} // namespace digidig::console
