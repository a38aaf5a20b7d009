// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHash>
#include <QtGui/QImage>
#include <QtWidgets/QTextBrowser>

namespace digidig::console {

/// Shows mail of strangers: nothing is ever loaded from anywhere, images are those it was given, and links are only told about.
class MessageView : public QTextBrowser {
    Q_OBJECT

public:
    explicit MessageView(QWidget *parent = nullptr);
    /// What the next page may show, by the address it has there; see imageName().
    void setImages(const QHash<QString, QImage> &images);
    /// One of these images, and else nothing, whatever it is.
    QVariant loadResource(int type, const QUrl &name) override;

Q_SIGNALS:
    /// The person pressed that link.
    void linkChosen(const QUrl &url);

protected:
    void changeEvent(QEvent *event) override;

private:
    QHash<QString, QImage> m_images; ///< By their names.
};

} // namespace digidig::console
