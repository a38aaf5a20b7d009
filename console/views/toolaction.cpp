// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/toolaction.h"

#include "views/icons.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QWidget>

namespace digidig::console {

QAction *addTool(QWidget *owner, QBoxLayout *row, const QString &iconName, const QString &text, const QKeySequence &keys,
    std::function<void()> run)
{
    auto *action = new QAction(icon(iconName), text, owner);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    if (!keys.isEmpty())
        action->setToolTip(QStringLiteral("%1 (%2)").arg(text, keys.toString(QKeySequence::NativeText)));
    QObject::connect(action, &QAction::triggered, owner, [run = std::move(run)] { run(); });
    owner->addAction(action);
    if (row) {
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        button->setProperty("flat", true);
        button->setIconSize({18, 18});
        button->setAccessibleName(text);
        row->addWidget(button);
    }
    return action;
}

} // namespace digidig::console
