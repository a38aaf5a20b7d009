// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/context.h"

#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtWidgets/QScrollArea>

#include <memory>

class QHBoxLayout;

namespace digidig::console {

/// An attachment as the contract tells of it.
struct Attachment {
    int n = 0;
    QString path; ///< Where its bytes are.
    QString name; ///< Fit to be shown and to name a file.
    QString type; ///< `image/png`, without parameters.
    qint64 size = 0; ///< Bytes.
};

/// The attachments of an e-mail: text and pictures can be looked into, each can be saved, and opened when its kind
/// cannot do harm by itself.
class AttachmentBar : public QScrollArea {
    Q_OBJECT

public:
    explicit AttachmentBar(Context context, QWidget *parent = nullptr);
    /// Shows `attachments[]` of the contract for that e-mail.
    void setAttachments(const QString &emailId, const QJsonArray &attachments);
    /// Asks where to, and writes it there.
    void save(const Attachment &attachment);

Q_SIGNALS:
    void previewWanted(const digidig::console::Attachment &attachment);
    void told(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();
    void open(const Attachment &attachment);
    void fetch(const QString &path, const QString &file, bool open);

    Context m_context;
    QHBoxLayout *m_row;
    std::unique_ptr<QTemporaryDir> m_folder;
};

/// A file name that stays in its folder and says what it is: no separators, no control or direction marks.
[[nodiscard]] QString safeFileName(const QString &name, const QString &otherwise);

} // namespace digidig::console
