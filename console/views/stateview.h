// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/problem.h"

#include <QtWidgets/QWidget>

#include <functional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace digidig::console {

/// Fills the place of what is not there: why, and what to do about it.
class StateView : public QWidget {
    Q_OBJECT

public:
    explicit StateView(QWidget *parent = nullptr);

    void showLoading(const QString &text);
    /// @p hint says what to do; @p actionText may be empty.
    void showEmpty(const QString &iconName, const QString &title, const QString &hint,
        const QString &actionText = {}, std::function<void()> action = {});
    void showProblem(const QString &title, const Problem &problem, std::function<void()> retry);

private:
    void present(const QIcon &picture, const QString &title, const QString &hint, const QString &actionText,
        std::function<void()> action);

    QLabel *m_picture;
    QLabel *m_title;
    QLabel *m_hint;
    QProgressBar *m_busy;
    QPushButton *m_button;
    std::function<void()> m_action;
    QIcon m_icon;
};

} // namespace digidig::console
