// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QPointer>
#include <QtGui/QAction>
#include <QtWidgets/QFrame>

class QLineEdit;
class QListWidget;

namespace digidig::console {

/// How well @p text answers @p wanted, whose letters must all come in this order; less than 0: not at all.
/// Case and diacritics do not matter.
[[nodiscard]] int matchQuality(const QString &wanted, const QString &text);

/// Everything that can be done now, found by typing a part of its name.
class CommandPalette : public QFrame {
    Q_OBJECT

public:
    explicit CommandPalette(QWidget *window);
    /// Comes up over the window with those of @p actions that can be done.
    void popUp(const QList<QAction *> &actions);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void narrow();
    void run();

    QLineEdit *m_input;
    QListWidget *m_list;
    QList<QPointer<QAction>> m_actions;
    QPointer<QWidget> m_before;
};

} // namespace digidig::console
