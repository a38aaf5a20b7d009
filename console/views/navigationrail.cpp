// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/navigationrail.h"

#include <QtGui/QAction>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace digidig::console {

namespace {
constexpr int WideWidth = 184;
constexpr int NarrowWidth = 60;
} // namespace

NavigationRail::NavigationRail(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("rail"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Pages"));
    m_column->setContentsMargins(8, 12, 8, 12);
    m_column->setSpacing(2);
    m_column->addStretch(1);
    setFixedWidth(WideWidth);
}

void NavigationRail::add(QAction *action)
{
    put(action, m_above++);
}

void NavigationRail::addBelow(QAction *action)
{
    put(action, m_column->count());
}

void NavigationRail::put(QAction *action, int at)
{
    // A push button, since a tool button cannot have its text at the left.
    auto *button = new QPushButton;
    button->setIconSize({20, 20});
    button->setFixedHeight(38);
    button->setFocusPolicy(Qt::TabFocus);
    button->setCheckable(action->isCheckable());
    label(button, action);
    connect(button, &QPushButton::clicked, action, [this, button, action] {
        action->trigger();
        label(button, action); // A button that is checked already would be unchecked.
    });
    connect(action, &QAction::changed, button, [this, button, action] { label(button, action); });
    m_column->insertWidget(at, button);
    m_buttons.append(button);
}

void NavigationRail::label(QPushButton *button, const QAction *action)
{
    button->setIcon(action->icon());
    button->setText(m_narrow ? QString() : QStringLiteral("  ") + action->text());
    button->setToolTip(action->toolTip());
    button->setAccessibleName(action->text());
    button->setEnabled(action->isEnabled());
    button->setChecked(action->isChecked());
}

void NavigationRail::setNarrow(bool narrow)
{
    if (m_narrow == narrow)
        return;
    m_narrow = narrow;
    setFixedWidth(narrow ? NarrowWidth : WideWidth);
    for (QPushButton *button : std::as_const(m_buttons))
        button->setText(narrow ? QString() : QStringLiteral("  ") + button->accessibleName());
}

} // namespace digidig::console
