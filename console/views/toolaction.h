// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGui/QAction>
#include <QtGui/QKeySequence>

#include <functional>

class QBoxLayout;
class QWidget;

namespace digidig::console {

/// An action of @p owner, found in the command palette, with a button of its own in @p row (nullptr: none).
QAction *addTool(QWidget *owner, QBoxLayout *row, const QString &iconName, const QString &text, const QKeySequence &keys,
    std::function<void()> run);

} // namespace digidig::console
