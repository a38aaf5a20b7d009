// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/context.h"

#include <QtWidgets/QWidget>

class QLabel;

namespace digidig::console {

/// In the status bar: where the console is connected, how well, and whether it may change anything.
class StatusArea : public QWidget {
    Q_OBJECT

public:
    explicit StatusArea(Context context, QWidget *parent = nullptr);

private:
    void refresh();
    void refreshTrust();

    Context m_context;
    QLabel *m_dot;
    QLabel *m_text;
    QLabel *m_trust;
    QLabel *m_readOnly;
    QLabel *m_busy;
};

} // namespace digidig::console
