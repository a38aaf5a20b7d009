// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QWidget>

class QAction;
class QPushButton;
class QVBoxLayout;

namespace digidig::console {

/// The pages at the left, each with its icon and name; narrow windows show icons only.
class NavigationRail : public QWidget {
    Q_OBJECT

public:
    explicit NavigationRail(QWidget *parent = nullptr);
    /// Adds the page that @p action brings up; it is checked while the page is shown.
    void add(QAction *action);
    /// The same, at the foot.
    void addBelow(QAction *action);
    void setNarrow(bool narrow);

private:
    void put(QAction *action, int at);
    void label(QPushButton *button, const QAction *action);

    QVBoxLayout *m_column;
    QList<QPushButton *> m_buttons;
    int m_above = 0;
    bool m_narrow = false;
};

} // namespace digidig::console
