// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/namebar.h"

#include <QtGui/QKeyEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>

#include <utility>

namespace digidig::console {

NameBar::NameBar(QWidget *parent)
    : QFrame(parent)
    , m_question(new QLabel)
    , m_name(new QLineEdit)
    , m_do(new QPushButton)
{
    setObjectName(QStringLiteral("nameBar"));
    setProperty("card", true);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setBuddy(m_name);
    m_name->setMaxLength(LongestName);
    m_name->setObjectName(QStringLiteral("nameInput"));
    m_do->setProperty("primary", true);
    auto *leave = new QPushButton(tr("Leave it"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 6, 8, 6);
    row->addWidget(m_question);
    row->addWidget(m_name, 1);
    row->addWidget(m_do);
    row->addWidget(leave);
    connect(m_name, &QLineEdit::returnPressed, this, &NameBar::take);
    connect(m_name, &QLineEdit::textChanged, this, [this](const QString &text) { m_do->setEnabled(!text.trimmed().isEmpty()); });
    connect(m_do, &QPushButton::clicked, this, &NameBar::take);
    connect(leave, &QPushButton::clicked, this, &QWidget::hide);
    hide();
}

void NameBar::ask(const QString &question, const QString &name, const QString &doIt, std::function<void(const QString &)> then)
{
    m_question->setText(question);
    m_name->setAccessibleName(question);
    m_name->setText(name.left(LongestName));
    m_do->setText(doIt);
    m_do->setEnabled(!name.trimmed().isEmpty());
    m_then = std::move(then);
    show();
    m_name->setFocus();
    m_name->selectAll();
}

void NameBar::take()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty())
        return;
    hide();
    if (const auto then = std::exchange(m_then, nullptr))
        then(name);
}

void NameBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        hide();
    else
        QFrame::keyPressEvent(event);
}

} // namespace digidig::console
