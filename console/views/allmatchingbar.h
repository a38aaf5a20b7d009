// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/mailactions.h"

#include <QtWidgets/QFrame>

class QComboBox;
class QLabel;
class QPushButton;

namespace digidig::console {

class MailboxTree;

/// Does one thing to all e-mails that match, after it has shown how many they are.
class AllMatchingBar : public QFrame {
    Q_OBJECT

public:
    AllMatchingBar(MailActions &actions, const MailboxTree &boxes, QWidget *parent = nullptr);
    void open(const EmailFilter &filter);

private:
    void count();
    [[nodiscard]] QJsonObject operation() const;

    MailActions &m_actions;
    const MailboxTree &m_boxes;
    EmailFilter m_filter;
    QComboBox *m_what;
    QComboBox *m_where;
    QLabel *m_count;
    QPushButton *m_go;
    int m_asked = 0; ///< Answers to earlier questions are not shown.
};

} // namespace digidig::console
