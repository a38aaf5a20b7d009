// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QFrame>

class QLabel;
class QPushButton;

namespace digidig::console {

class UndoStack;

/// Says for a while at the foot of its parent what was done, and offers to take it back.
class UndoBar : public QFrame {
    Q_OBJECT

public:
    static constexpr int ShownMs = 10'000;

    UndoBar(UndoStack &stack, QWidget *parent);
    /// Tells something that cannot be taken back.
    void tell(const QString &text);
    /// Stands above @p bar while both are seen. It lies in the same parent, at whatever depth, and stays as long.
    void keepClearOf(QWidget &bar);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void popUp(const QString &text, bool undoable);
    void place();

    QLabel *m_text;
    QPushButton *m_button;
    QList<QWidget *> m_clearOf;
    QTimer m_hide;
};

} // namespace digidig::console
