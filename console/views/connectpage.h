// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/context.h"

#include <QtWidgets/QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace digidig::console {

struct Problem;

/// Where the service is and who asks: shown while the console is not connected.
class ConnectPage : public QWidget {
    Q_OBJECT

public:
    explicit ConnectPage(Context context, QWidget *parent = nullptr);

Q_SIGNALS:
    /// Connect there; an empty token: none.
    void wanted(const QUrl &url, const QString &token, bool readOnly);

private:
    void submit();
    void refresh();

    Context m_context;
    QLineEdit *m_url;
    QLineEdit *m_token;
    QCheckBox *m_readOnly;
    QPushButton *m_button;
    QLabel *m_problem;
};

} // namespace digidig::console
