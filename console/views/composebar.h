// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/composer.h"

#include <QtWidgets/QFrame>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace digidig::console {

/// Writes a short e-mail in its place and has the service deliver it, to see whether and where it arrives.
class ComposeBar : public QFrame {
    Q_OBJECT

public:
    explicit ComposeBar(Client &client, QWidget *parent = nullptr);
    /// For @p account; what was typed before and not delivered is still there.
    void open(const QString &account);

Q_SIGNALS:
    /// Stored as @p id, the first of them, for @p recipients.
    void delivered(const QString &id, const QStringList &recipients);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] Composer::Draft draft() const;
    void check();
    void deliver();
    void showProblem(const Problem &problem);
    [[nodiscard]] static QString nameOf(const QString &member);

    Composer *m_composer;
    QLineEdit *m_from;
    QLineEdit *m_to;
    QLineEdit *m_subject;
    QPlainTextEdit *m_text;
    QLabel *m_problem;
    QPushButton *m_deliver;
};

} // namespace digidig::console
