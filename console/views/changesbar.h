// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QTimer>
#include <QtWidgets/QFrame>

class QCheckBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace digidig::console {

class Configuration;

/// At the foot of the form: what would change, applying it, and the countdown of what is not confirmed yet.
class ChangesBar : public QFrame {
    Q_OBJECT

public:
    explicit ChangesBar(Configuration &configuration, QWidget *parent = nullptr);
    void refresh();
    void apply();
    /// Nothing can be applied, kept or taken back.
    void setReadOnly(bool on);

private:
    void build();
    void tick();

    Configuration &m_configuration;
    QLabel *m_title;
    QLabel *m_diff;
    QCheckBox *m_careful;
    QSpinBox *m_seconds;
    QPushButton *m_discard;
    QPushButton *m_apply;
    QPushButton *m_keep;
    QPushButton *m_goBack;
    QWidget *m_pending;
    QWidget *m_edits;
    QLabel *m_countdown;
    QTimer m_tick;
    bool m_wasRisky = false;
    bool m_readOnly = false;
};

} // namespace digidig::console
