// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QFrame>

#include <functional>

class QLabel;
class QLineEdit;
class QPushButton;

namespace digidig::console {

/// Asks in its place, instead of a dialog, for a name. Return takes it, Escape leaves it.
class NameBar : public QFrame {
    Q_OBJECT

public:
    static constexpr int LongestName = 200;

    explicit NameBar(QWidget *parent = nullptr);
    /// @p doIt names what the button does; @p then gets a name that is not empty.
    void ask(const QString &question, const QString &name, const QString &doIt, std::function<void(const QString &name)> then);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void take();

    QLabel *m_question;
    QLineEdit *m_name;
    QPushButton *m_do;
    std::function<void(const QString &)> m_then;
};

} // namespace digidig::console
