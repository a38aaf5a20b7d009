// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtWidgets/QTextBrowser>

namespace digidig::console {

/// Shows mail of strangers: nothing is ever loaded, from anywhere, and links are only told about.
class MessageView : public QTextBrowser {
    Q_OBJECT

public:
    explicit MessageView(QWidget *parent = nullptr);
    /// Nothing, whatever it is.
    QVariant loadResource(int type, const QUrl &name) override;

Q_SIGNALS:
    /// The person pressed that link.
    void linkChosen(const QUrl &url);

protected:
    void changeEvent(QEvent *event) override;
};

} // namespace digidig::console
