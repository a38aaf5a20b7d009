// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>

#include <functional>

class QLabel;
class QPushButton;

namespace digidig::console {

/// Asks in its place, instead of a dialog, whether something shall really be done.
class AskBar : public QFrame {
    Q_OBJECT

public:
    explicit AskBar(QWidget *parent = nullptr);
    /// @p doIt names what the button does; Escape and the other button leave it.
    void ask(const QString &question, const QString &doIt, std::function<void()> then);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QLabel *m_question;
    QPushButton *m_do;
    std::function<void()> m_then;
};

} // namespace digidig::console
